const slotMs = 4;

/**
 * Runs things later. Things due in the same 4 ms share a timer, so that thousands of receipts a second cost a few
 * hundred timers. What is still waiting when `stop` is called never runs.
 */
export class Delays {
  readonly #slots = new Map<number, { timer: NodeJS.Timeout; due: (() => void)[] }>();
  #waiting = 0;

  get waiting(): number {
    return this.#waiting;
  }

  /** Runs at once when `ms` is 0. */
  after(ms: number, action: () => void): void {
    if (ms <= 0) {
      action();
      return;
    }
    const slot = Math.ceil((performance.now() + ms) / slotMs);
    let entry = this.#slots.get(slot);
    if (!entry) {
      const timer = setTimeout(() => this.#run(slot), ms);
      entry = { timer, due: [] };
      this.#slots.set(slot, entry);
    }
    entry.due.push(action);
    this.#waiting += 1;
  }

  stop(): void {
    for (const { timer } of this.#slots.values()) clearTimeout(timer);
    this.#slots.clear();
    this.#waiting = 0;
  }

  #run(slot: number): void {
    const entry = this.#slots.get(slot);
    if (!entry) return;
    this.#slots.delete(slot);
    this.#waiting -= entry.due.length;
    for (const action of entry.due) action();
  }
}
