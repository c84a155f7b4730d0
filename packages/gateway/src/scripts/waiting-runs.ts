import { limits } from './limits.ts';
import type { ScriptOrder, ScriptOutcome } from './order.ts';

/** A run that waits for a thread. */
export type WaitingRun = {
  readonly order: ScriptOrder;
  /** When its deadline is, by the monotonic clock. */
  readonly until: number;
  readonly settle: (outcome: ScriptOutcome) => void;
};

/** The runs that wait, in the order they came. What one account asks for crowds out no other's. */
export class WaitingRuns {
  readonly #runs = new Set<WaitingRun>();

  /**
   * @returns the run that is not to wait: null where there is room; where there is none the latest of the account that has
   * the most waiting, which may be the new one
   */
  add(run: WaitingRun): WaitingRun | null {
    this.#runs.add(run);
    if (this.#runs.size <= limits.queue) return null;
    const waiting = Map.groupBy(this.#runs, ({ order }) => order.accountId);
    // Of equals the one that comes first stands longest: the newcomer gives way.
    let most: WaitingRun[] = waiting.get(run.order.accountId) ?? [];
    for (const runs of waiting.values()) if (runs.length > most.length) most = runs;
    const last = most.at(-1) as WaitingRun;
    this.#runs.delete(last);
    return last;
  }

  /** Takes the first of an account that has the fewest runs under way. */
  take(underWay: (accountId: number) => number): WaitingRun | null {
    let best: WaitingRun | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    for (const run of this.#runs) {
      const count = underWay(run.order.accountId);
      if (count >= fewest) continue;
      best = run;
      fewest = count;
    }
    if (best !== null) this.#runs.delete(best);
    return best;
  }

  /** @returns false when it waits no more */
  remove(run: WaitingRun): boolean {
    return this.#runs.delete(run);
  }

  takeAll(): WaitingRun[] {
    const all = [...this.#runs];
    this.#runs.clear();
    return all;
  }
}
