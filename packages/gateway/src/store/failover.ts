import type pg from 'pg';
import { messageState } from '#core/message-state.ts';
import type { HotConnection, HotStatement } from './hot-connection.ts';

/** Connectors, known or not, for which messages wait in rows. Steps through the index from one to the next. */
export async function connectorsWaitedFor(pool: pg.Pool): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `with recursive waited as (
       (select connector_id as id from mt_queue where owner is null order by connector_id limit 1)
       union all
       select (select q.connector_id from mt_queue q where q.owner is null and q.connector_id > w.id
               order by q.connector_id limit 1)
       from waited w where w.id is not null
     ) select id from waited where id is not null`,
  );
  return rows.map((row) => row.id);
}

/** Connectors that other living nodes can send through, as they said last: some operators grant one session, to one node. */
export async function reachedElsewhere(pool: pg.Pool, node: number): Promise<Set<number>> {
  const { rows } = await pool.query<{ id: number }>(
    `select distinct unnest(reaches) as id from nodes where id <> $1 and lease_until > now()`,
    [node],
  );
  return new Set(rows.map(({ id }) => id));
}

/** A message that waits in its row for a connector that is down. */
export type Stranded = {
  id: string;
  accountId: number;
  msisdn: string;
  mcc: string;
  mnc: string;
  flash: boolean;
  /** Nothing of it can have been sent, and it is still worth sending. */
  movable: boolean;
  /** Of its queue row as it was read: whoever touches the row makes another version. */
  version: string;
};

const read: HotStatement = {
  name: 'read_stranded',
  text: `
with waiting as materialized (
  select message_id, released, expires_at, xmin::text as version from mt_queue
  where connector_id = $1 and lane = $2 and owner is null and message_id > $3
  order by message_id limit $4
)
select m.id, m.account_id as "accountId", m.msisdn, m.mcc, m.mnc, m.flash, w.version,
       not w.released and w.expires_at > now() and m.state = ${messageState.queued} and not m.possible_duplicate
         and not exists (select from operator_ids o where o.message_id = m.id and o.of_long) as movable
from waiting w join messages m on m.id = w.message_id
order by w.message_id`,
};

/**
 * Reads messages of a lane that wait in rows for a connector, oldest first.
 * @param after id to go on behind
 */
export function readStranded(
  connection: HotConnection,
  connectorId: number,
  lane: number,
  after: string,
  limit: number,
): Promise<Stranded[]> {
  return connection.run<Stranded>(read, [connectorId, lane, after, limit]);
}

const move: HotStatement = {
  name: 'move_stranded',
  text: `
with item as materialized (
  select * from unnest($2::uuid[], $3::text[], $4::int[], $5::text[]) as i(id, version, connector_id, detail)
), picked as materialized (
  select q.message_id as id, i.connector_id, i.detail
  from item i join mt_queue q on q.message_id = i.id
  where q.connector_id = $1 and q.owner is null and not q.released and q.xmin = i.version::xid
  for update of q skip locked
), moved as (
  update mt_queue q set connector_id = p.connector_id, due_at = least(q.due_at, now())
  from picked p where q.message_id = p.id
), told as (
  update messages m set connector_id = p.connector_id from picked p where m.id = p.id
), noted as (
  insert into message_events (message_id, kind, detail) select id, 'moved', detail from picked
)
select connector_id as "connectorId", count(*)::int as count from picked group by connector_id`,
};

export type Move = {
  readonly id: string;
  readonly version: string;
  readonly connectorId: number;
  /** For the message's timeline. */
  readonly detail: string;
};

/**
 * Gives waiting messages to other connectors, all in one statement. Left alone are those somebody has touched since they were
 * read: a node that took one may have sent it, even if it has given it back.
 * @returns how many each connector got
 */
export async function moveStranded(
  connection: HotConnection,
  from: number,
  moves: readonly Move[],
): Promise<{ connectorId: number; count: number }[]> {
  return connection.run(move, [
    from,
    moves.map((m) => m.id),
    moves.map((m) => m.version),
    moves.map((m) => m.connectorId),
    moves.map((m) => m.detail),
  ]);
}
