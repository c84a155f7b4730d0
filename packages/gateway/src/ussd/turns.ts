import { ChurningMap } from '#core/churning-map.ts';

type Turn = { readonly fingerprint: string; readonly result: Promise<unknown> };

/**
 * One hop of a session at a time on this node: what comes while one is under way waits for it, and what equals it shares
 * its answer.
 */
export class Turns {
  readonly #underWay = new ChurningMap<string, Turn>();

  /** @param fingerprint equal for a hop and its repetition, whose results are of one type */
  take<Result>(key: string, fingerprint: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#underWay.get(key);
    if (before?.fingerprint === fingerprint) return before.result as Promise<Result>;
    const result = before === undefined ? work() : before.result.then(work, work);
    const turn = { fingerprint, result };
    this.#underWay.set(key, turn);
    const forget = () => {
      if (this.#underWay.get(key) === turn) this.#underWay.delete(key);
    };
    result.then(forget, forget);
    return result;
  }

  get size(): number {
    return this.#underWay.size;
  }
}
