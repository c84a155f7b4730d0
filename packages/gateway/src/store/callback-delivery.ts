import type { HotConnection, HotStatement } from './hot-connection.ts';

/** Delivered callbacks and failed ones are written in groups of at most these sizes. */
export const DELIVERED_GROUP = 1000;
export const FAILED_GROUP = 250;

export type DeliveredCallback = {
  readonly subjectId: string;
  /** The number of the attempt that succeeded, from 1. */
  readonly attempt: number;
  readonly status: number;
};

export type FailedCallback = {
  readonly subjectId: string;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Milliseconds to the next attempt; null for never: a dead letter. */
  readonly waitMs: number | null;
  readonly status: number | null;
  readonly error: string;
  /** The start of the answer. */
  readonly answer: string;
};

export type ReturnedCallback = { readonly subjectId: string; readonly waitMs: number };

// Of several days' partitions only those between the oldest and the newest id are looked into: ids in an array prune nothing.
const delivered: HotStatement = {
  name: 'callbacks_delivered',
  text: `
with gone as (
  delete from callbacks where subject_id = any($1::uuid[]) and owner = $2 returning subject_id, kind, attempts
), told_messages as (
  update messages set callback_at = $3::timestamptz
  where id = any(array(select subject_id from gone where kind = 'dlr')) and id between $4::uuid and $5::uuid
), told_mo as (
  update mo set callback_at = $3::timestamptz where id = any(array(select subject_id from gone where kind = 'mo'))
)
insert into callback_attempts (subject_id, kind, attempt, at, status)
select subject_id, kind, attempts + 1, $3::timestamptz, ($6::jsonb ->> subject_id::text)::int from gone where attempts > 0`,
};

/**
 * Ends callbacks that were delivered and notes when at their messages and MO. Rows this node no longer owns stay as they are.
 * @param atMs milliseconds since the epoch
 */
export async function writeDelivered(
  connection: HotConnection,
  node: number,
  items: readonly DeliveredCallback[],
  atMs: number,
): Promise<void> {
  const ids: string[] = [];
  const statusOfRetried: Record<string, number> = {};
  let lowest = items[0]?.subjectId ?? '';
  let highest = lowest;
  for (const { subjectId, attempt, status } of items) {
    ids.push(subjectId);
    if (subjectId < lowest) lowest = subjectId;
    if (subjectId > highest) highest = subjectId;
    if (attempt > 1) statusOfRetried[subjectId] = status;
  }
  if (ids.length === 0) return;
  const at = new Date(atMs).toISOString();
  await connection.run(delivered, [ids, node, at, lowest, highest, JSON.stringify(statusOfRetried)]);
}

// The ids are given twice so that no plan can read more of the table than one group.
const failed: HotStatement = {
  name: 'callbacks_failed',
  text: `
with put as (
  update callbacks c set
    owner = null, attempts = i.attempts, dead = i.wait_ms is null, last_status = i.status, last_error = i.error,
    due_at = now() + coalesce(i.wait_ms, 0) * interval '1 millisecond'
  from unnest($1::uuid[], $2::smallint[], $3::float8[], $4::int[], $5::text[], $6::text[])
    as i(id, attempts, wait_ms, status, error, answer)
  where c.subject_id = any($1) and c.subject_id = i.id and c.owner = $7
  returning c.subject_id, c.kind, i.attempts, i.status, i.error, i.answer
)
insert into callback_attempts (subject_id, kind, attempt, status, error, answer)
select subject_id, kind, attempts, status, error, nullif(answer, '') from put`,
};

/** Gives failed callbacks back to their rows, to be tried later or never, and tells why. Rows of another owner stay as they are. */
export async function writeFailed(
  connection: HotConnection,
  node: number,
  items: readonly FailedCallback[],
): Promise<void> {
  await connection.run(failed, [
    items.map((item) => item.subjectId),
    items.map((item) => item.attempts),
    items.map((item) => item.waitMs),
    items.map((item) => item.status),
    items.map((item) => item.error),
    items.map((item) => item.answer),
    node,
  ]);
}

const returned: HotStatement = {
  name: 'callbacks_returned',
  text: `
update callbacks c set owner = null, due_at = greatest(c.due_at, now() + i.wait_ms * interval '1 millisecond')
from unnest($1::uuid[], $2::float8[]) as i(id, wait_ms)
where c.subject_id = any($1) and c.subject_id = i.id and c.owner = $3`,
};

/** Gives callbacks back untried, to be taken by any node once the wait is over. */
export async function returnCallbacks(
  connection: HotConnection,
  node: number,
  items: readonly ReturnedCallback[],
): Promise<void> {
  await connection.run(returned, [
    items.map((item) => item.subjectId),
    items.map((item) => item.waitMs),
    node,
  ]);
}

/** Callbacks of one account and kind that wait for a node: what is taken is shared out among these groups. */
export type WaitingGroup = { readonly accountId: number; readonly kind: 'dlr' | 'mo' };

// Leaps from group to group in the index, however many rows each holds.
const waitingGroups: HotStatement = {
  name: 'callbacks_waiting_groups',
  text: `
with recursive found(account_id, kind, due_at) as (
  (select account_id, kind, due_at from callbacks where owner is null and not dead order by account_id, kind, due_at limit 1)
  union all
  select next.account_id, next.kind, next.due_at from found f cross join lateral (
    select c.account_id, c.kind, c.due_at from callbacks c
    where c.owner is null and not c.dead and (c.account_id, c.kind) > (f.account_id, f.kind)
    order by c.account_id, c.kind, c.due_at limit 1) next
)
select account_id as "accountId", kind from found where due_at <= now()`,
};

/** Groups with callbacks that are due and that no node holds. */
export function findWaitingGroups(connection: HotConnection): Promise<WaitingGroup[]> {
  return connection.run<WaitingGroup>(waitingGroups, []);
}

/** A callback taken by this node, with what its body needs. Times in milliseconds since the epoch, as text. */
export type TakenCallback = {
  subjectId: string;
  kind: 'dlr' | 'mo';
  accountId: number;
  url: string | null;
  attempts: number;
  message: {
    msisdn: string;
    sender: string;
    refId: string;
    connectorId: number | null;
    state: number;
    reason: string;
    finalAt: string;
  } | null;
  mo: {
    number: string;
    connectorId: number;
    source: string;
    destination: string;
    body: string;
    linkId: string | null;
    receivedAt: string;
  } | null;
};

type TakenRow = {
  subjectId: string;
  kind: 'dlr' | 'mo';
  accountId: number;
  url: string | null;
  attempts: number;
  messageId: string | null;
  msisdn: string;
  sender: string;
  refId: string;
  messageConnectorId: number | null;
  state: number;
  reason: string;
  finalAt: string;
  moId: string | null;
  number: string;
  moConnectorId: number;
  source: string;
  destination: string;
  body: Buffer;
  linkId: string | null;
  receivedAt: string;
};

const take: HotStatement = {
  name: 'callbacks_take',
  text: `
with taken as (
  update callbacks set owner = $4 where owner is null and ctid = any(array(
    select waiting.ctid from unnest($1::int[], $2::text[], $3::int[]) as g(account_id, kind, quota)
    cross join lateral (
      select c.ctid from callbacks c
      where c.account_id = g.account_id and c.kind = g.kind and c.owner is null and not c.dead and c.due_at <= now()
      order by c.due_at limit g.quota for update skip locked) waiting))
  returning subject_id, kind, account_id, url, attempts
)
select t.subject_id as "subjectId", t.kind, t.account_id as "accountId", t.url, t.attempts,
       m.id as "messageId", m.msisdn, m.sender, m.ref_id as "refId", m.connector_id as "messageConnectorId", m.state, m.reason,
       floor(extract(epoch from m.final_at) * 1000)::bigint::text as "finalAt",
       o.id as "moId", o.number::text, o.connector_id as "moConnectorId", o.source, o.destination, o.body, o.link_id as "linkId",
       floor(extract(epoch from o.received_at) * 1000)::bigint::text as "receivedAt"
from taken t
left join messages m on t.kind = 'dlr' and m.id = t.subject_id
left join mo o on t.kind = 'mo' and o.id = t.subject_id
order by t.subject_id`,
};

/**
 * Takes callbacks that are due and that no node holds, the longest due first within each group.
 * @param groups how many at most of each group
 * @returns oldest subject first; `message` or `mo` is null when its row is no longer kept
 */
export async function takeCallbacks(
  connection: HotConnection,
  node: number,
  groups: readonly (WaitingGroup & { readonly quota: number })[],
): Promise<TakenCallback[]> {
  const rows = await connection.run<TakenRow>(take, [
    groups.map((group) => group.accountId),
    groups.map((group) => group.kind),
    groups.map((group) => group.quota),
    node,
  ]);
  return rows.map(({ subjectId, kind, accountId, url, attempts, ...row }) => ({
    subjectId,
    kind,
    accountId,
    url,
    attempts,
    message: row.messageId === null ? null : { ...row, connectorId: row.messageConnectorId },
    mo:
      row.moId === null ? null : { ...row, connectorId: row.moConnectorId, body: row.body.toString('utf8') },
  }));
}

const owned: HotStatement = {
  name: 'callbacks_owned',
  text: `select subject_id as id from callbacks where owner = $1`,
};

/** Ids of the callbacks a node owns, for the ones it does not know to be given back. */
export async function ownedCallbackIds(connection: HotConnection, node: number): Promise<string[]> {
  const rows = await connection.run<{ id: string }>(owned, [node]);
  return rows.map((row) => row.id);
}

const bury: HotStatement = {
  name: 'callbacks_bury',
  text: `
with late as (
  select subject_id from callbacks
  where owner is null and not dead and created_at < now() - $1::float8 * interval '1 millisecond'
  limit 5000 for update skip locked
)
update callbacks set dead = true, last_error = coalesce(last_error || '; ', '') || 'given up: owed for too long'
where subject_id = any(array(select subject_id from late))
returning subject_id as id`,
};

/** Makes dead letters of callbacks owed for longer than `ageMs`, 5,000 at a time. @returns how many */
export async function buryCallbacks(connection: HotConnection, ageMs: number): Promise<number> {
  return (await connection.run<{ id: string }>(bury, [ageMs])).length;
}
