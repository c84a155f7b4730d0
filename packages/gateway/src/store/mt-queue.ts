import type pg from 'pg';
import type { HotConnection, HotStatement } from './hot-connection.ts';

const release: HotStatement = {
  name: 'release_messages',
  text: `update mt_queue set released = true where message_id = any($1::uuid[]) and owner = $2 returning message_id as id`,
};

/**
 * Notes on disk that messages may now be written to their operator.
 * @returns the ids that are still this node's; another node has taken the rest, and this one must forget them
 */
export async function releaseMessages(
  connection: HotConnection,
  ids: readonly string[],
  node: number,
): Promise<Set<string>> {
  const rows = await connection.run<{ id: string }>(release, [ids, node]);
  return new Set(rows.map((row) => row.id));
}

export type WaitingMessage = {
  id: string;
  state: number;
  accountId: number;
  connectorId: number;
  msisdn: string;
  sender: string;
  text: string;
  encoding: string;
  refId: string;
  linkId: string | null;
  flash: boolean;
  lane: number;
  parts: number;
  mcc: string;
  mnc: string;
  expiresAt: string;
  wantsCallback: boolean;
  attempts: number;
  possibleDuplicate: boolean;
  /** The operator has answered for the whole of it. */
  submitted: boolean;
  /** Parts the operator is known to have. */
  partsDone: number[];
};

const take: HotStatement = {
  name: 'take_waiting',
  text: `
with picked as materialized (
  select message_id from mt_queue
  where connector_id = $3 and lane = $4 and owner is null and due_at <= now()
  order by message_id limit $2 for update skip locked
), taken as (
  update mt_queue q set owner = $1, released = false
  from picked p, mt_queue old
  where q.message_id = p.message_id and old.message_id = p.message_id
  returning q.message_id, q.lane, q.attempts, old.released as uncertain
), flagged as (
  update messages m set possible_duplicate = true from taken t where t.uncertain and m.id = t.message_id
), told as (
  insert into message_events (message_id, kind, detail)
  select message_id, 'uncertain', 'taken over from a node that may have sent it' from taken where uncertain
)
select m.id, m.state, m.account_id as "accountId", m.connector_id as "connectorId", m.msisdn, m.sender, m.body as text, m.encoding,
       m.ref_id as "refId", m.link_id as "linkId", m.flash, m.lane, m.parts, m.mcc, m.mnc,
       (extract(epoch from m.expires_at) * 1000)::bigint::text as "expiresAt",
       m.wants_callback as "wantsCallback", t.attempts, (m.possible_duplicate or t.uncertain) as "possibleDuplicate",
       m.submitted_at is not null as submitted,
       case when m.parts = 1 then '{}' else array(
         select distinct o.part::int from operator_ids o where o.message_id = m.id and o.of_long order by 1
       ) end as "partsDone"
from taken t join messages m on m.id = t.message_id
order by t.message_id`,
};

/** Takes messages of a lane that wait in their rows, oldest first, for this node to send. */
export function takeWaiting(
  connection: HotConnection,
  connectorId: number,
  lane: number,
  limit: number,
  node: number,
): Promise<WaitingMessage[]> {
  return connection.run<WaitingMessage>(take, [node, limit, connectorId, lane]);
}

const putBackStatement: HotStatement = {
  name: 'put_back_messages',
  text: `
with item as (
  select * from unnest($1::uuid[], $2::float8[], $3::smallint[], $4::text[]) as i(id, delay_ms, attempts, reason)
), flagged as (
  update messages m set possible_duplicate = true where m.id = any($6::uuid[]) and not m.possible_duplicate
), put as (
  update mt_queue q set owner = null, released = false, attempts = i.attempts, due_at = now() + i.delay_ms * interval '1 millisecond'
  from item i where q.message_id = i.id and q.owner = $5
  returning q.message_id
)
insert into message_events (message_id, kind, detail)
select i.id, 'retry', i.reason from item i where i.reason <> '' and i.id in (select message_id from put)`,
};

export type PutBack = {
  id: string;
  delayMs: number;
  attempts: number;
  reason: string;
  possibleDuplicate: boolean;
};

/** Gives messages back to their rows, to be taken again after a delay. A reason is told in the message's timeline. */
export async function putBackMessages(
  connection: HotConnection,
  items: readonly PutBack[],
  node: number,
): Promise<void> {
  await connection.run(putBackStatement, [
    items.map((i) => i.id),
    items.map((i) => i.delayMs),
    items.map((i) => i.attempts),
    items.map((i) => i.reason),
    node,
    items.filter((i) => i.possibleDuplicate).map((i) => i.id),
  ]);
}

/** Ids of queue rows this node owns, for the ones it does not know to be given back. */
export async function ownedMessageIds(pool: pg.Pool, node: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select message_id as id from mt_queue where owner = $1',
    [node],
  );
  return rows.map((row) => row.id);
}

/** Lanes with messages that wait in rows and are due, of the connectors asked for. */
export async function lanesWithWaiting(
  pool: pg.Pool,
  connectorIds: readonly number[],
): Promise<{ connectorId: number; lane: number }[]> {
  const { rows } = await pool.query<{ connectorId: number; lane: number }>(
    `select c.id as "connectorId", l.lane from unnest($1::int[]) as c(id), unnest('{0,1,2}'::smallint[]) as l(lane)
     where exists (
       select from mt_queue q
       where q.connector_id = c.id and q.lane = l.lane and q.owner is null and q.due_at <= now())
     order by c.id, l.lane`,
    [connectorIds],
  );
  return rows;
}

/** Gives back rows this node owns without knowing them. `released` stays: they may have been sent. */
export async function releaseOwnership(pool: pg.Pool, ids: readonly string[], node: number): Promise<void> {
  await pool.query('update mt_queue set owner = null where message_id = any($1::uuid[]) and owner = $2', [
    ids,
    node,
  ]);
}
