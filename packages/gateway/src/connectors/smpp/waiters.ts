/** Waits for conditions that somebody announces with `check`, each with a time limit. */
export class Waiters {
  readonly #waiting = new Set<{ readonly isMet: () => boolean; readonly end: () => void }>();

  /** Resolves when the condition holds, or after `ms` whether it holds or not. */
  until(isMet: () => boolean, ms: number): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        resolve();
      };
      const timer = setTimeout(end, ms);
      const waiter = { isMet, end };
      this.#waiting.add(waiter);
    });
  }

  /** To be called when a condition may have come true. */
  check(): void {
    for (const waiter of this.#waiting) if (waiter.isMet()) waiter.end();
  }
}
