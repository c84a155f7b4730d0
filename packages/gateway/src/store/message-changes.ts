import { messageState } from '#core/message-state.ts';
import type { HotConnection, HotStatement } from './hot-connection.ts';

/** A message's newest state as it is written. Times in milliseconds since the epoch. */
export type MessageChange = {
  readonly id: string;
  readonly state: number;
  readonly reason: string;
  readonly operatorId: string | null;
  readonly submittedAt: number | null;
  readonly finalAt: number | null;
  readonly possibleDuplicate: boolean;
  readonly attempts: number;
  /** Written only if this node still owns the queue row. */
  readonly needsOwnership: boolean;
};

export type NewOperatorId = {
  readonly messageId: string;
  readonly connectorId: number;
  readonly idKey: string;
  readonly operatorId: string;
  readonly part: number;
  /** The message has several parts. */
  readonly ofLong: boolean;
};

const text = (refund: string) => `
with item as materialized (
  select * from unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[],
                       $7::boolean[], $8::smallint[], $9::boolean[])
    as i(id, state, reason, operator_id, submitted_at, final_at, possible_duplicate, attempts, needs_ownership)
), dequeued as (
  delete from mt_queue where message_id = any($10::uuid[]) and owner = $11 returning message_id
), mapped as (
  insert into operator_ids (message_id, connector_id, id_key, operator_id, part, of_long)
  select * from unnest($12::uuid[], $13::int[], $14::text[], $15::text[], $16::smallint[], $17::boolean[])
), changed as (
  update messages m set
    state = greatest(m.state, i.state), reason = case when m.state < i.state then i.reason else m.reason end, operator_id = coalesce(m.operator_id, i.operator_id),
    submitted_at = coalesce(m.submitted_at, i.submitted_at), final_at = i.final_at,
    possible_duplicate = m.possible_duplicate or i.possible_duplicate, attempts = greatest(m.attempts, i.attempts)
  from item i
  where m.id = i.id and m.id between $18 and $19 and m.state < ${messageState.delivered}
    and (m.state < i.state or (m.submitted_at is null and i.submitted_at is not null))
    and (not i.needs_ownership or i.id in (select message_id from dequeued))
  returning m.id, m.account_id, m.state, m.price, m.wants_callback
), owed as (
  insert into callbacks (subject_id, kind, account_id, owner)
  select id, 'dlr', account_id, $11 from changed where state >= ${messageState.delivered} and wants_callback
  on conflict do nothing returning subject_id
)${refund}
select subject_id as id from owed`;

const plain: HotStatement = { name: 'change_messages', text: text('') };

const refunding: HotStatement = {
  name: 'change_messages_refunding',
  text: text(`, due as materialized (
  select c.account_id, sum(c.price) as amount, count(*) as messages, min(r.entry_id::text)::uuid as entry_id
  from changed c join unnest($20::int[], $21::smallint[], $22::uuid[]) as r(account_id, state, entry_id)
    on r.account_id = c.account_id and r.state = c.state
  where c.price > 0
  group by c.account_id order by c.account_id
), credited as (
  update balances b set balance = b.balance + d.amount from due d where b.account_id = d.account_id returning b.account_id
), entry as (
  insert into ledger (id, account_id, kind, amount, messages)
  select entry_id, account_id, 'refund', amount, messages from due
)`),
};

/** Final states of an account whose price is given back, with the id of the ledger entry for it. */
export type RefundRule = { readonly accountId: number; readonly state: number; readonly entryId: string };

/**
 * Writes a group of changes: status forward only and the first final one for good, operator ids, the end of ownership, and
 * one callback row for each message that became final and wants one, held by this node.
 *
 * @param dequeue messages whose queue row ends
 * @param refunds rules for messages that end in a state the account does not pay for; each rule's `entryId` is used at most once
 * @returns ids of the messages whose callback is now owed
 */
export async function writeMessageChanges(
  connection: HotConnection,
  node: number,
  changes: readonly MessageChange[],
  dequeue: readonly string[],
  ids: readonly NewOperatorId[],
  refunds: readonly RefundRule[],
): Promise<string[]> {
  const values: unknown[] = [
    changes.map((c) => c.id),
    changes.map((c) => c.state),
    changes.map((c) => c.reason),
    changes.map((c) => c.operatorId),
    changes.map((c) => isoTime(c.submittedAt)),
    changes.map((c) => isoTime(c.finalAt)),
    changes.map((c) => c.possibleDuplicate),
    changes.map((c) => c.attempts),
    changes.map((c) => c.needsOwnership),
    dequeue,
    node,
    ids.map((i) => i.messageId),
    ids.map((i) => i.connectorId),
    ids.map((i) => i.idKey),
    ids.map((i) => i.operatorId),
    ids.map((i) => i.part),
    ids.map((i) => i.ofLong),
    ...rangeOf(changes),
  ];
  if (refunds.length > 0) {
    values.push(
      refunds.map((r) => r.accountId),
      refunds.map((r) => r.state),
      refunds.map((r) => r.entryId),
    );
  }
  const rows = await connection.run<{ id: string }>(refunds.length > 0 ? refunding : plain, values);
  return rows.map((row) => row.id);
}

/** The first and the last id: they name the days to look in, and the partitions of all others are left out from the start. */
function rangeOf(changes: readonly MessageChange[]): [first: string | null, last: string | null] {
  let [first, last] = [changes[0]?.id ?? null, changes[0]?.id ?? null];
  for (const { id } of changes) {
    if (first === null || id < first) first = id;
    if (last === null || id > last) last = id;
  }
  return [first, last];
}

let lastMs = -1;
let lastIso = '';

/** Many changes of one flush share their millisecond, and writing a date is dear. */
function isoTime(ms: number | null): string | null {
  if (ms === null) return null;
  if (ms !== lastMs) {
    lastMs = ms;
    lastIso = new Date(ms).toISOString();
  }
  return lastIso;
}
