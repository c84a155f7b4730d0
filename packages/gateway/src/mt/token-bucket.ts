/** Tokens that refill at a steady rate, with room for one second's worth. One token is one part of a message. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #at: number;

  /** @param perSecond tokens a second; 0 stands for no limit */
  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#at = nowMs;
  }

  /**
   * Takes tokens if there are any. A message of more parts than there are tokens may still go, into debt, so that a long
   * message is neither cut nor starved by a slow connector; the debt is waited off before the next one.
   */
  take(count: number, nowMs: number): boolean {
    if (this.#perSecond === 0) return true;
    this.#refill(nowMs);
    if (this.#tokens < Math.min(count, 1)) return false;
    this.#tokens -= count;
    return true;
  }

  /** Gives back what was taken for a message that was not written. */
  giveBack(count: number): void {
    this.#tokens = Math.min(this.#perSecond, this.#tokens + count);
  }

  /** Milliseconds until the next message may go. */
  waitMs(nowMs: number): number {
    if (this.#perSecond === 0) return 0;
    this.#refill(nowMs);
    return this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#perSecond) * 1000;
  }

  #refill(nowMs: number): void {
    const elapsed = Math.max(0, nowMs - this.#at);
    this.#at = nowMs;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (elapsed / 1000) * this.#perSecond);
  }
}
