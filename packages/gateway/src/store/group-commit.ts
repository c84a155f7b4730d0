export type GroupCommitOptions<T, R> = {
  /** Writes a group in one statement; results in the order of the items. */
  readonly flush: (items: T[]) => Promise<R[]>;
  /** How long the first item of a group waits for company, in milliseconds; 0 flushes at the end of this turn of the loop. */
  readonly delayMs: number;
  /** Weight above which a group is cut. */
  readonly maxWeight: number;
  readonly weigh?: (item: T) => number;
};

type Waiting<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

/**
 * Gathers what arrives together and commits it together: one group under way at a time, the next one grows meanwhile.
 * A flush that fails fails every item of its group.
 */
export class GroupCommit<T, R> {
  readonly #options: GroupCommitOptions<T, R>;
  #waiting: Waiting<T, R>[] = [];
  #weight = 0;
  #busy = false;
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(options: GroupCommitOptions<T, R>) {
    this.#options = options;
  }

  /** Weight of what waits and is not yet being written. */
  get backlog(): number {
    return this.#weight;
  }

  add(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#weight += this.#weigh(item);
      this.#schedule();
    });
  }

  /** Settles when nothing waits and nothing is under way. */
  drain(): Promise<void> {
    if (!this.#busy && this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #weigh(item: T): number {
    return this.#options.weigh?.(item) ?? 1;
  }

  #schedule(): void {
    if (this.#busy || this.#scheduled) return;
    this.#scheduled = true;
    const run = () => {
      this.#scheduled = false;
      void this.#flush();
    };
    if (this.#options.delayMs === 0) setImmediate(run);
    else setTimeout(run, this.#options.delayMs);
  }

  async #flush(): Promise<void> {
    const group = this.#takeGroup();
    this.#busy = true;
    try {
      const results = await this.#options.flush(group.map((waiting) => waiting.item));
      for (const [index, waiting] of group.entries()) waiting.resolve(results[index] as R);
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
    this.#busy = false;
    if (this.#waiting.length > 0) this.#schedule();
    else for (const idle of this.#idle.splice(0)) idle();
  }

  #takeGroup(): Waiting<T, R>[] {
    let weight = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      const next = weight + this.#weigh(waiting.item);
      if (count > 0 && next > this.#options.maxWeight) break;
      weight = next;
      count += 1;
    }
    this.#weight -= weight;
    if (count === this.#waiting.length) {
      const all = this.#waiting;
      this.#waiting = [];
      return all;
    }
    return this.#waiting.splice(0, count);
  }
}
