/** Failures in a row that are too many, unless the owner of a breaker says otherwise. */
const IN_A_ROW = 10;
const SAMPLE = 50;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * Decides whether one destination is worth trying. Too many failures in a row, or in half of the last fifty attempts, stop
 * all attempts for 30 s; then one probe at a time goes out, and each that fails doubles the pause, up to 10 min.
 * Times are monotonic milliseconds.
 */
export class Breaker {
  /** The last attempts, true for a failure. */
  #sample: boolean[] = [];
  #inARow = 0;
  #pauseMs = 0;
  #reopensAt = 0;
  readonly #inARowLimit: number;

  constructor(inARowLimit = IN_A_ROW) {
    this.#inARowLimit = inARowLimit;
  }

  /** Until when no attempt may be made; null when one may be made now, if only as a probe. */
  openUntil(now: number): number | null {
    return this.#pauseMs > 0 && now < this.#reopensAt ? this.#reopensAt : null;
  }

  /** Whether only one attempt at a time may be made, to see if the destination is back. */
  get probing(): boolean {
    return this.#pauseMs > 0;
  }

  succeeded(): void {
    if (this.#pauseMs > 0) {
      this.#pauseMs = 0;
      this.#sample = [];
    }
    this.#inARow = 0;
    this.#note(false);
  }

  failed(now: number): void {
    if (this.#pauseMs > 0) {
      // An attempt that was under way when the breaker opened says nothing new; only a probe does.
      if (now >= this.#reopensAt) this.#open(Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS), now);
      return;
    }
    this.#inARow += 1;
    this.#note(true);
    if (this.#inARow >= this.#inARowLimit || this.#mostlyFailing()) this.#open(FIRST_PAUSE_MS, now);
  }

  #open(pauseMs: number, now: number): void {
    this.#pauseMs = pauseMs;
    this.#reopensAt = now + pauseMs;
    this.#inARow = 0;
    this.#sample = [];
  }

  #note(failure: boolean): void {
    this.#sample.push(failure);
    if (this.#sample.length > SAMPLE) this.#sample.shift();
  }

  #mostlyFailing(): boolean {
    return this.#sample.length === SAMPLE && this.#sample.filter(Boolean).length >= SAMPLE / 2;
  }
}
