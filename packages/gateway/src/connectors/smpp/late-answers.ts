import type { Clock } from '#core/clock.ts';
import type { Part } from './submission.ts';

/** How long an answer that did not come in time is still recognised. */
const KEPT_MS = 10 * 60_000;
const MOST = 10_000;

/** Parts of one session whose answers are overdue, by sequence_number, so that an answer that comes late still tells the id. */
export class LateAnswers {
  readonly #clock: Clock;
  readonly #onForgotten: (part: Part) => void;
  /** In the order of their time. */
  readonly #overdue = new Map<number, { readonly part: Part; readonly until: number }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(clock: Clock, onForgotten: (part: Part) => void) {
    this.#clock = clock;
    this.#onForgotten = onForgotten;
  }

  expect(sequence: number, part: Part): void {
    this.#overdue.set(sequence, { part, until: this.#clock.monotonic() + KEPT_MS });
    this.#forgetOld();
  }

  /** The part a late answer belongs to; null when it is not known, or not any more. */
  take(sequence: number): Part | null {
    const entry = this.#overdue.get(sequence);
    this.#overdue.delete(sequence);
    return entry?.part ?? null;
  }

  /** Sequence numbers start anew with a new session. */
  clear(): void {
    for (const { part } of this.#drain(() => true)) this.#onForgotten(part);
    this.#watch();
  }

  #forgetOld(): void {
    const now = this.#clock.monotonic();
    const isOld = (until: number) => until <= now || this.#overdue.size > MOST;
    for (const { part } of this.#drain(isOld)) this.#onForgotten(part);
    this.#watch();
  }

  *#drain(isDue: (until: number) => boolean): Generator<{ readonly part: Part }> {
    for (const [sequence, entry] of this.#overdue) {
      if (!isDue(entry.until)) return;
      this.#overdue.delete(sequence);
      yield entry;
    }
  }

  #watch(): void {
    if (this.#overdue.size === 0) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#forgetOld();
    }, KEPT_MS / 10).unref();
  }
}
