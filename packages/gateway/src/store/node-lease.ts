import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';

export type NodeLeaseDeps = {
  readonly pool: pg.Pool;
  /** Stable over restarts, and held by one process at a time: a new holder ends the former at once. */
  readonly name: string;
  readonly version: string;
  /** Fingerprint of the key it seals with: nodes of one database share one, else no node could go on with another's sessions. */
  readonly sealedBy: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Another node may act in this one's place: stop acting, then call `register` again. */
  readonly onLost: () => void;
  /** Rows of nodes that are gone were given back and wait to be taken. */
  readonly onFreed: () => void;
  /** Connectors this node can send through now; it tells the others with each renewal. */
  readonly reaches: () => readonly number[];
  readonly leaseMs?: number;
};

const LEASE_MS = 10_000;
/** Share of the lease after which this node no longer trusts it, whatever the database may think. */
const TRUSTED_SHARE = 0.6;
/** Share of the lease for which what a renewal saw of other nodes is believed. A new node lets that time pass before it acts. */
const SEEN_SHARE = 0.3;
const STRAYS_EVERY = 15;
/** Nodes that can share a database. */
const SLOTS = 100;

/**
 * This process's right to act on rows it owns. Its id is new with every registration, so that what an earlier self left
 * behind is never mistaken for its own. The lease is counted from before the request that renewed it, by a clock that
 * goes on while the process is frozen.
 */
export class NodeLease {
  readonly #deps: NodeLeaseDeps;
  readonly #leaseMs: number;
  #id = 0;
  #slot = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #rounds = 0;
  #others = 0;
  /** Grows whenever another node may have acted. */
  #solitude = 0;
  #lost = false;

  constructor(deps: NodeLeaseDeps) {
    this.#deps = deps;
    this.#leaseMs = deps.leaseMs ?? LEASE_MS;
  }

  get id(): number {
    return this.#id;
  }

  /** 0 to 99, of no other node that lives. */
  get slot(): number {
    return this.#slot;
  }

  /** Whether this node may write to operators now. */
  readonly holds = (): boolean =>
    this.#deps.clock.monotonic() - this.#renewedAt < this.#leaseMs * TRUSTED_SHARE;

  /**
   * A number while no other node acts on this database, null otherwise. The number is another one when there has been company
   * in between: what was known before is then no longer certain.
   */
  readonly solitude = (): number | null => {
    const isFresh = this.#deps.clock.monotonic() - this.#renewedAt < this.#leaseMs * SEEN_SHARE;
    return isFresh && this.#others === 0 ? this.#solitude : null;
  };

  /** Waits, where there are other nodes, until each of them knows that it is not alone. */
  async introduce(): Promise<void> {
    if (this.#others > 0) await sleep(this.#leaseMs * SEEN_SHARE);
  }

  #see(others: number): void {
    if (others > 0) this.#solitude++;
    this.#others = others;
  }

  /**
   * Becomes a new node and gives back what former holders of the name had.
   * @throws Error when a node that runs seals with another key, or there are too many nodes
   */
  async register(): Promise<void> {
    const { pool, name, clock } = this.#deps;
    const before = clock.monotonic();
    await giveBack(pool, 'name = $1', [name]);
    for (;;) {
      const made = await this.#insert();
      // Another node that registers at this moment has taken the slot.
      if (made === null) continue;
      this.#id = made.id;
      this.#slot = made.slot;
      this.#solitude++;
      this.#see(made.others);
      this.#renewedAt = before;
      this.#lost = false;
      return;
    }
  }

  async #insert(): Promise<{ id: number; slot: number; others: number } | null> {
    const { pool, name, version, sealedBy } = this.#deps;
    const { rows: free } = await pool.query<{ slot: number | null; stranger: boolean }>(
      `select (select min(slot) from generate_series(0, ${SLOTS - 1}) slot
               where slot not in (select slot from nodes where slot is not null)) as slot,
         exists (select from nodes where lease_until > now() and sealed_by is distinct from $1) as stranger`,
      [sealedBy],
    );
    const [{ slot, stranger }] = free as [{ slot: number | null; stranger: boolean }];
    if (stranger) throw new Error(otherKey);
    if (slot === null)
      throw new Error(`${SLOTS} nodes share this database already. Stop one before you start another.`);
    const { rows } = await pool.query<{ id: number; others: number }>(
      `insert into nodes (name, lease_until, version, sealed_by, slot)
       values ($1, now() + $2 * interval '1 millisecond', $3, $4, $5) on conflict (slot) do nothing
       returning id, ${othersThan('nodes.id')}`,
      [name, this.#leaseMs, version, sealedBy, slot],
    );
    return rows[0] === undefined ? null : { ...rows[0], slot };
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#round(), this.#leaseMs / 5);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await giveBack(this.#deps.pool, 'id = $1', [this.#id]);
  }

  /** Ends without a word to the database, as a process does that is about to register anew. */
  abandon(): void {
    this.#lost = true;
    this.#renewedAt = Number.NEGATIVE_INFINITY;
  }

  async #round(): Promise<void> {
    const { pool, clock, log } = this.#deps;
    const before = clock.monotonic();
    const id = this.#id;
    if (this.#lost) return;
    try {
      const { rows } = await pool.query<{ others: number }>(
        `update nodes set lease_until = now() + $2 * interval '1 millisecond', reaches = $3 where id = $1
         returning ${othersThan('$1')}`,
        [id, this.#leaseMs, this.#deps.reaches()],
      );
      if (id !== this.#id || this.#lost) return;
      const [seen] = rows;
      if (seen === undefined) {
        this.abandon();
        log.error({ node: id }, 'another node took over while this one did not answer');
        this.#deps.onLost();
        return;
      }
      this.#see(seen.others);
      this.#renewedAt = before;
      const freed = await giveBack(pool, 'id <> $1 and lease_until < now()', [id]);
      const strays = this.#rounds++ % STRAYS_EVERY === 0 ? await freeStrays(pool) : 0;
      if (freed + strays > 0) this.#deps.onFreed();
    } catch (error) {
      log.warn({ node: id, err: (error as Error).message }, 'the lease could not be renewed');
    }
  }
}

const othersThan = (id: string) =>
  `(select count(*)::int from nodes other where other.id <> ${id} and other.lease_until > now()) as others`;

const otherKey =
  'Another node of this database seals with another key. Give both the same: copy sealing.key of its data folder into that of this node, or set UJUMBE_SEALING_KEY on both.';

/** Ends nodes and makes everything they owned free to be taken. `released` stays: it tells what may have been sent. */
async function giveBack(pool: pg.Pool, which: string, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ freed: number }>(
    `with gone as (delete from nodes where ${which} returning id),
     messages as (update mt_queue set owner = null where owner in (select id from gone) returning 1),
     callbacks as (update callbacks set owner = null where owner in (select id from gone) returning 1)
     select ((select count(*) from messages) + (select count(*) from callbacks))::int as freed`,
    values,
  );
  return rows[0]?.freed ?? 0;
}

/** Frees rows whose owner has gone, which a statement committed after its owner was ended. */
async function freeStrays(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ freed: number }>(
    `with messages as (
       update mt_queue set owner = null where owner is not null and owner not in (select id from nodes) returning 1
     ), callbacks as (
       update callbacks set owner = null where owner is not null and owner not in (select id from nodes) returning 1
     )
     select ((select count(*) from messages) + (select count(*) from callbacks))::int as freed`,
  );
  return rows[0]?.freed ?? 0;
}
