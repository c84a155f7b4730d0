import type pg from 'pg';
import { lane } from '#core/accept.ts';
import type { Clock } from '#core/clock.ts';
import type { Directory } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import { hasWayOut, otherRoute } from '#routing/other-route.ts';
import {
  connectorsWaitedFor,
  type Move,
  moveStranded,
  reachedElsewhere,
  readStranded,
} from '#store/failover.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import type { Dispatcher } from './dispatch.ts';

export type FailoverDeps = {
  readonly pool: pg.Pool;
  readonly connection: HotConnection;
  readonly dispatcher: Pick<Dispatcher, 'setAside' | 'sweep'>;
  readonly node: () => number;
  readonly directory: () => Directory;
  /** Whether messages can be given to a connector now. */
  readonly isUp: (connectorId: number) => boolean;
  readonly supportsFlash: (connectorId: number) => boolean;
  /** How long a connector may be down, in seconds; 0 keeps its messages for ever. */
  readonly graceSeconds: (connectorId: number) => number;
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly observe?: FailoverObserver;
};

/** Hears of messages that were moved. */
export type FailoverObserver = (from: number, to: number, count: number) => void;

/** How far the messages of a connector that is down have been looked through. */
type Walk = {
  /** Where the messages could go when it began: anything else is worth another walk when this one is over. */
  readonly directory: Directory;
  readonly up: string;
  /** Index into `lanes`; past its end the walk rests. */
  lane: number;
  after: string;
  /** Whether it has moved anything. */
  fruitful: boolean;
  restUntil: number;
};

/** What went from one connector to others in one look. */
type Tally = { readonly from: number; readonly moved: Map<number, number> };

const lanes = Object.values(lane).sort();
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const BATCH = 500;
/** Of one look, over all connectors: at most so much is asked of the database in a second. */
const BATCHES = 10;
/** What comes late into the rows, from another node or out of an answer, is found by the next walk. */
const REST_MS = 15_000;
/** While there was something to move, more of it is likely to have been on its way into the rows. */
const SHORT_REST_MS = 500;

/**
 * Moves messages that wait for a connector that is down to other connectors that their routes offer. What may have been sent
 * stays, and so does what another node can send: it takes it from its row. A move is one statement over rows nobody holds, so
 * it does not matter which node makes it. Nothing moves back by itself.
 */
export class Failover {
  readonly #deps: FailoverDeps;
  readonly #downSince = new Map<number, number>();
  readonly #walks = new Map<number, Walk>();

  constructor(deps: FailoverDeps) {
    this.#deps = deps;
  }

  /** Looks at every connector, and moves a bounded number of messages. To be called every second or so, never twice at once. */
  async look(): Promise<void> {
    const { pool, node, dispatcher, directory, isUp, mayAct } = this.#deps;
    const overdue = this.#overdue([...directory().connectors.keys(), ...(await connectorsWaitedFor(pool))]);
    if (overdue.length === 0 || !mayAct()) return;
    const elsewhere = await reachedElsewhere(pool, node());
    const hasOtherRoutes = hasWayOut(directory(), isUp);
    for (const id of overdue)
      if (!isUp(id) && (hasOtherRoutes || elsewhere.has(id))) await dispatcher.setAside(id);
    if (!hasOtherRoutes) return;
    const moved = await this.#moveFrom(overdue.filter((id) => !elsewhere.has(id)));
    // Their new queues shall know of them before younger messages arrive there.
    if (moved > 0) await dispatcher.sweep();
  }

  /** One batch of each connector in turn, so that none waits behind what another cannot get rid of. @returns how many were moved */
  async #moveFrom(connectorIds: readonly number[]): Promise<number> {
    const tallies = connectorIds.map((from): Tally => ({ from, moved: new Map() }));
    const turns = [...tallies];
    try {
      for (let batch = 0; batch < BATCHES; batch++) {
        const tally = turns.shift();
        if (tally && (await this.#step(tally))) turns.push(tally);
      }
    } finally {
      for (const tally of tallies) this.#tell(tally);
    }
    return tallies.flatMap(({ moved }) => [...moved.values()]).reduce((sum, count) => sum + count, 0);
  }

  /** Notes which connectors are down. @returns those that have been for longer than their grace */
  #overdue(connectorIds: readonly number[]): number[] {
    const { clock, isUp, graceSeconds } = this.#deps;
    const now = clock.monotonic();
    const down = new Set(connectorIds.filter((id) => !isUp(id)));
    for (const id of this.#downSince.keys()) {
      if (down.has(id)) continue;
      this.#downSince.delete(id);
      this.#walks.delete(id);
    }
    for (const id of down) if (!this.#downSince.has(id)) this.#downSince.set(id, now);
    return [...down].filter((id) => {
      const grace = graceSeconds(id);
      return grace > 0 && now - (this.#downSince.get(id) as number) >= grace * 1000;
    });
  }

  /** Reads one batch and moves what can be moved. @returns false when there is nothing more to look at */
  async #step({ from, moved }: Tally): Promise<boolean> {
    const { connection, directory, isUp } = this.#deps;
    const walk = this.#walkOf(from);
    const urgency = lanes[walk.lane];
    if (urgency === undefined || isUp(from)) return false;
    const rows = await readStranded(connection, from, urgency, walk.after, BATCH);
    const moves: Move[] = [];
    for (const row of rows) {
      if (!row.movable) continue;
      const to = otherRoute(directory(), row, (id) => this.#canSend(id, row.flash));
      if (to !== null && to !== from)
        moves.push({ id: row.id, version: row.version, connectorId: to, detail: this.#story(from, to) });
    }
    if (moves.length > 0)
      for (const { connectorId, count } of await moveStranded(connection, from, moves))
        moved.set(connectorId, (moved.get(connectorId) ?? 0) + count);
    walk.fruitful ||= moves.length > 0;
    this.#advance(walk, rows.length < BATCH ? null : (rows.at(-1)?.id ?? null));
    return true;
  }

  #walkOf(from: number): Walk {
    const { clock, directory, isUp } = this.#deps;
    const now = clock.monotonic();
    const up = [...directory().connectors.keys()].filter(isUp).join(' ');
    const known = this.#walks.get(from);
    if (known && known.lane < lanes.length) return known;
    if (known && now < known.restUntil && known.directory === directory() && known.up === up) return known;
    const walk: Walk = {
      directory: directory(),
      up,
      lane: 0,
      after: FIRST_ID,
      fruitful: false,
      restUntil: 0,
    };
    this.#walks.set(from, walk);
    return walk;
  }

  /** @param last id of the last message of a full batch, null when the lane has no more */
  #advance(walk: Walk, last: string | null): void {
    walk.after = last ?? FIRST_ID;
    if (last === null) walk.lane += 1;
    if (walk.lane === lanes.length)
      walk.restUntil = this.#deps.clock.monotonic() + (walk.fruitful ? SHORT_REST_MS : REST_MS);
  }

  #canSend(connectorId: number, flash: boolean): boolean {
    return this.#deps.isUp(connectorId) && (!flash || this.#deps.supportsFlash(connectorId));
  }

  #story(from: number, to: number): string {
    const { connectors } = this.#deps.directory();
    const row = connectors.get(from);
    const why = row === undefined ? 'was removed' : row.enabled ? 'was down' : 'was switched off';
    return `from ${this.#nameOf(from)} to ${this.#nameOf(to)}: ${this.#nameOf(from)} ${why}`;
  }

  #nameOf(connectorId: number): string {
    return this.#deps.directory().connectors.get(connectorId)?.name ?? `operator ${connectorId}`;
  }

  #tell({ from, moved }: Tally): void {
    const { observe, log } = this.#deps;
    for (const [to, count] of moved) {
      observe?.(from, to, count);
      log.warn(
        { connector: this.#nameOf(from), to: this.#nameOf(to), messages: count },
        'messages that waited for an operator that is down were moved to another one',
      );
    }
  }
}
