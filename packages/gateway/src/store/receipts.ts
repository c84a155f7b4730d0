import type pg from 'pg';
import type { InboundReceipt } from '#core/connector.ts';
import { messageState } from '#core/message-state.ts';
import type { HotConnection, HotStatement } from './hot-connection.ts';
import { setReceiptDeadlines } from './receipt-deadlines.ts';
import { type StoredMessage, storedMessageColumns } from './stored-message.ts';
import { inTransaction } from './transaction.ts';

/** A message found by an operator's id of one of its parts. While its submit is not answered, every part is still due. */
export type FoundPart = StoredMessage & { readonly part: number };

export type ReceiptQuery = { connectorId: number; idKeys: readonly string[] };

const find: HotStatement = {
  name: 'find_receipt_messages',
  text: `
select q.n, o.part, ${storedMessageColumns},
       case when m.parts = 1 then 1 when m.submitted_at is null then m.parts else (
         select count(distinct taken.part)::int from operator_ids taken where taken.message_id = m.id and taken.of_long
       ) end as "receiptsDue"
from unnest($1::int[], $2::int[], $3::text[]) with ordinality as q(n, connector_id, id_key, rank)
cross join lateral (
  select message_id, part from operator_ids
  where connector_id = q.connector_id and id_key = q.id_key
  order by message_id desc limit 8
) o
cross join lateral (
  select * from messages where id = o.message_id
) m
order by q.n, (m.final_at is not null), q.rank, m.id desc`,
};

/**
 * Finds the messages receipts may speak of. For each query, the candidates: those not yet final first, then those of the
 * likelier key, then the newest.
 */
export async function findReceiptMessages(
  connection: HotConnection,
  queries: readonly ReceiptQuery[],
): Promise<FoundPart[][]> {
  const numbers: number[] = [];
  const connectorIds: number[] = [];
  const keys: string[] = [];
  for (const [n, query] of queries.entries()) {
    for (const key of query.idKeys) {
      numbers.push(n);
      connectorIds.push(query.connectorId);
      keys.push(key);
    }
  }
  const rows = await connection.run<FoundPart & { n: number }>(find, [numbers, connectorIds, keys]);
  const found: FoundPart[][] = queries.map(() => []);
  for (const { n, ...part } of rows) found[n]?.push(part);
  return found;
}

export type PartReceipt = {
  messageId: string;
  part: number;
  state: number;
  reason: string;
  /** Delivered parts that make the message delivered. */
  expected: number;
  /** When the parts that are still silent are waited for no longer; null where only one part decides. */
  partialDueAt: number | null;
};
export type PartTally = {
  messageId: string;
  final: number;
  delivered: number;
  worst: number;
  worstReason: string;
};

/**
 * Stores receipts of parts of long messages and counts what each message has by now. Rows of the messages are locked in one
 * order, so that two nodes with a part each cannot both miss the other's. The first delivered part of a message that lacks others
 * sets the deadline for these.
 */
export async function addPartReceipts(
  pool: pg.Pool,
  receipts: readonly PartReceipt[],
): Promise<Map<string, PartTally>> {
  const ids = [...new Set(receipts.map((r) => r.messageId))].sort();
  return inTransaction(pool, 'begin', async (client) => {
    const locked = await client.query<{ id: string; final: boolean }>(
      `select id, state >= ${messageState.delivered} as final from messages where id = any($1::uuid[]) order by id for update`,
      [ids],
    );
    await client.query(
      `insert into part_receipts (message_id, part, state, reason, at)
       select i.message_id, i.part, i.state, i.reason, now()
       from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::text[]) as i(message_id, part, state, reason)
       on conflict do nothing`,
      [
        receipts.map((r) => r.messageId),
        receipts.map((r) => r.part),
        receipts.map((r) => r.state),
        receipts.map((r) => r.reason),
      ],
    );
    const { rows } = await client.query<PartTally>(
      `select message_id as "messageId", count(*)::int as final, count(*) filter (where state = 60)::int as delivered,
              max(state)::int as worst, (array_agg(reason order by state desc))[1] as "worstReason"
       from part_receipts where message_id = any($1::uuid[]) group by message_id`,
      [ids],
    );
    const tallies = new Map(rows.map((row) => [row.messageId, row]));
    const open = new Set(locked.rows.filter(({ final }) => !final).map(({ id }) => id));
    const deadlines = receipts.flatMap(({ messageId, expected, partialDueAt }) => {
      const tally = tallies.get(messageId);
      const lacks = tally?.worst === messageState.delivered && tally.delivered < expected;
      return lacks && partialDueAt !== null && open.has(messageId)
        ? [{ messageId, part: 0, dueAt: partialDueAt }]
        : [];
    });
    if (deadlines.length > 0) await setReceiptDeadlines(client, deadlines);
    return tallies;
  });
}

const park: HotStatement = {
  name: 'park_receipts',
  text: `
insert into orphan_receipts (connector_id, id_keys, msisdn, receipt)
select i.connector_id, string_to_array(i.id_keys, ' '), i.msisdn, i.receipt
from unnest($1::int[], $2::text[], $3::text[], $4::jsonb[]) as i(connector_id, id_keys, msisdn, receipt)
returning id::text`,
};

export type Parked = { connectorId: number; idKeys: readonly string[]; receipt: InboundReceipt };

/** Keeps receipts that match nothing yet. @returns their ids, in order */
export async function parkReceipts(connection: HotConnection, parked: readonly Parked[]): Promise<string[]> {
  const rows = await connection.run<{ id: string }>(park, [
    parked.map((p) => p.connectorId),
    parked.map((p) => p.idKeys.join(' ')),
    parked.map((p) => p.receipt.msisdn),
    parked.map((p) => JSON.stringify(p.receipt)),
  ]);
  return rows.map((row) => row.id);
}

export async function unparkReceipt(pool: pg.Pool, id: string): Promise<void> {
  await pool.query('delete from orphan_receipts where id = $1', [id]);
}

/** Parked receipts whose next try has come; the try after it is put off: 30 s, 2 min, 15 min, then every 2 h. */
export async function dueOrphans(
  pool: pg.Pool,
  limit: number,
): Promise<{ id: string; receipt: InboundReceipt }[]> {
  const { rows } = await pool.query<{ id: string; receipt: InboundReceipt }>(
    `update orphan_receipts set tries = tries + 1,
       next_try_at = now() + (case tries when 0 then interval '25 seconds' when 1 then interval '90 seconds'
                                         when 2 then interval '13 minutes' else interval '2 hours' end)
     where id in (select id from orphan_receipts where next_try_at <= now() order by id limit $1 for update skip locked)
     returning id::text, receipt`,
    [limit],
  );
  return rows;
}

/** Gives up receipts that have matched nothing for three days. @returns how many */
export async function dropOldOrphans(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from orphan_receipts where received_at < now() - interval '72 hours'`,
  );
  return rowCount ?? 0;
}

/** Files an operator id that came after its submit had been given up, so that its receipt finds the message. */
export async function addLateOperatorId(
  pool: pg.Pool,
  late: { messageId: string; connectorId: number; idKey: string; operatorId: string; part: number },
): Promise<void> {
  await pool.query(
    `with told as (
       insert into message_events (message_id, kind, detail) values ($1, 'late', 'the operator answered after all')
     )
     insert into operator_ids (message_id, connector_id, id_key, operator_id, part, of_long)
     select $1, $2, $3, $4, $5, parts > 1 from messages where id = $1`,
    [late.messageId, late.connectorId, late.idKey, late.operatorId, late.part],
  );
}
