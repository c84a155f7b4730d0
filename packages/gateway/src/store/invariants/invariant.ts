/**
 * A promise of the store that can be asked as a query. The query gives one row for each breach, with its column `what` naming it
 * by ids and counts, never by numbers or texts of people. It may use these, which `runInvariants` puts before it:
 *
 * - `settled(at)`: the instant before which everything in motion must have come to rest
 * - `horizon(id, charge_id)`: messages from `id` on are looked at, and charges from `charge_id` on, whose messages then all are
 * - `running(is)`: whether a node has been at work since before that instant, whose duty it is to leave nothing behind
 */
export type Invariant = {
  readonly name: string;
  /** What holds when the query gives no row. */
  readonly promise: string;
  /** What to do about a breach. */
  readonly advice: string;
  readonly query: string;
};
