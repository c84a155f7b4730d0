const MISSES_ALLOWED = 2;

/** Decides when to send enquire_link and when the peer is dead. Anything received is a sign of life. */
export class KeepAlive {
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #heardAt: number;
  #askedAt = 0;
  #misses = 0;
  #isAsking = false;

  /** @param intervalMs 0 switches it off. */
  constructor(intervalMs: number, timeoutMs: number, now: number) {
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.#heardAt = now;
  }

  heard(now: number): void {
    this.#heardAt = now;
    this.#isAsking = false;
    this.#misses = 0;
  }

  /** What to do now: nothing, send an enquire_link, or give the link up. */
  check(now: number): 'wait' | 'ask' | 'dead' {
    if (this.#intervalMs === 0) return 'wait';
    if (this.#isAsking) {
      if (now - this.#askedAt < this.#timeoutMs) return 'wait';
      this.#misses++;
      if (this.#misses >= MISSES_ALLOWED) return 'dead';
    } else if (now - this.#heardAt < this.#intervalMs) {
      return 'wait';
    }
    this.#isAsking = true;
    this.#askedAt = now;
    return 'ask';
  }
}
