import type { HotConnection, HotStatement } from './hot-connection.ts';

/** Outcomes in one statement at most; failures bring up to 2 KiB of an answer each. */
export const outcomeGroup = { delivered: 1000, failed: 250, returned: 1000 } as const;

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

// The news of each row is looked up in an object by its id: a join on unnest would compare every row with every piece of news.
const failed: HotStatement = {
  name: 'callbacks_failed',
  text: `
with put as (
  update callbacks set
    owner = null,
    attempts = ($2::jsonb -> subject_id::text ->> 'attempts')::smallint,
    dead = ($2::jsonb -> subject_id::text ->> 'waitMs') is null,
    due_at = now() + coalesce(($2::jsonb -> subject_id::text ->> 'waitMs')::float8, 0) * interval '1 millisecond',
    last_status = ($2::jsonb -> subject_id::text ->> 'status')::int,
    last_error = $2::jsonb -> subject_id::text ->> 'error'
  where subject_id = any($1::uuid[]) and owner = $3
  returning subject_id, kind, attempts, last_status, last_error
)
insert into callback_attempts (subject_id, kind, attempt, status, error, answer)
select subject_id, kind, attempts, last_status, last_error, nullif($2::jsonb -> subject_id::text ->> 'answer', '') from put`,
};

/** Gives failed callbacks back to their rows, to be tried later or never, and tells why. Rows of another owner stay as they are. */
export async function writeFailed(
  connection: HotConnection,
  node: number,
  items: readonly FailedCallback[],
): Promise<void> {
  const ids = items.map((item) => item.subjectId);
  const news = Object.fromEntries(
    items.map(({ subjectId, attempts, waitMs, status, error, answer }) => [
      subjectId,
      { attempts, waitMs, status, error, answer },
    ]),
  );
  await connection.run(failed, [ids, JSON.stringify(news), node]);
}

const returned: HotStatement = {
  name: 'callbacks_returned',
  text: `
update callbacks set
  owner = null,
  due_at = greatest(due_at, now() + ($2::jsonb ->> subject_id::text)::float8 * interval '1 millisecond')
where subject_id = any($1::uuid[]) and owner = $3`,
};

/** Gives callbacks back untried, to be taken by any node once the wait is over. */
export async function returnCallbacks(
  connection: HotConnection,
  node: number,
  items: readonly ReturnedCallback[],
): Promise<void> {
  const ids = items.map((item) => item.subjectId);
  const waits = Object.fromEntries(items.map((item) => [item.subjectId, item.waitMs]));
  await connection.run(returned, [ids, JSON.stringify(waits), node]);
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
    refId: string | null;
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
  moRefId: string | null;
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
       o.id as "moId", o.number::text, o.connector_id as "moConnectorId", o.source, o.destination, o.body, o.ref_id as "moRefId", o.link_id as "linkId",
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
      row.moId === null
        ? null
        : { ...row, connectorId: row.moConnectorId, refId: row.moRefId, body: row.body.toString('utf8') },
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
