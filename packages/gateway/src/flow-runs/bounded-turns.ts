import { TemporarilyUnavailable } from '#core/accept.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** Counted is what is under way and what waits. */
export type Bounds = {
  readonly atOnce: number;
  readonly most: number;
  readonly mostOfAccount: number;
  /** Says to whoever is refused what there is too much of. */
  readonly refusal: string;
};

/** Work of accounts that comes together: a few at once, of each key one at a time, and no endless queue of it. */
export class BoundedTurns {
  readonly #bounds: Bounds;
  readonly #turns: OneAtATime;
  readonly #countOf = new Map<number, number>();
  #count = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
    this.#turns = new OneAtATime(bounds.atOnce);
  }

  /**
   * Settles as the work does.
   * @throws TemporarilyUnavailable when there is too much already
   */
  async do<Result>(accountId: number, key: string, work: () => Promise<Result>): Promise<Result> {
    const { most, mostOfAccount, refusal } = this.#bounds;
    if (this.#count >= most || (this.#countOf.get(accountId) ?? 0) >= mostOfAccount)
      throw new TemporarilyUnavailable(refusal);
    this.#add(accountId, 1);
    try {
      return await this.#turns.do(key, work);
    } finally {
      this.#add(accountId, -1);
    }
  }

  #add(accountId: number, change: 1 | -1): void {
    this.#count += change;
    const own = (this.#countOf.get(accountId) ?? 0) + change;
    if (own === 0) this.#countOf.delete(accountId);
    else this.#countOf.set(accountId, own);
  }
}
