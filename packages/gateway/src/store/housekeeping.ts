import type pg from 'pg';
import { inTransaction } from './transaction.ts';

/** Changes of partitions lock the whole table, and who waits for that lock holds up everybody behind it: rather try again later. */
const PATIENT_BEGIN = `begin; set local lock_timeout = '2s'`;

/** Makes the day partitions of yesterday and the coming days. */
export async function ensureDayPartitions(pool: pg.Pool, nowMs: number): Promise<void> {
  const yesterday = new Date(nowMs - 86_400_000).toISOString().slice(0, 10);
  await inTransaction(pool, PATIENT_BEGIN, (client) =>
    client.query('select ensure_day_partitions($1::date, 5)', [yesterday]),
  );
}

/** Drops days that are past keeping, and what else is kept of their messages. @returns names of the partitions dropped */
export async function dropOldDays(pool: pg.Pool, nowMs: number, keepDays: number): Promise<string[]> {
  const oldest = new Date(nowMs - keepDays * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent in ('messages'::regclass, 'operator_ids'::regclass)
       and c.relname ~ '_[0-9]{8}$' and right(c.relname, 8) < $1`,
    [oldest],
  );
  for (const { name } of rows)
    await inTransaction(pool, PATIENT_BEGIN, (client) => client.query(`drop table if exists ${name}`));
  for (const [table, id] of besideMessages)
    await pool.query(
      `delete from ${table} where ${id} < lowest_id_at($1::date::timestamp at time zone 'UTC')`,
      [oldest],
    );
  await pool.query(
    `delete from callbacks where dead and subject_id < lowest_id_at($1::date::timestamp at time zone 'UTC')`,
    [oldest],
  );
  return rows.map((row) => row.name);
}

/** Tables that tell of messages and MO beside their days, with the column of the id. */
const besideMessages = [
  ['part_receipts', 'message_id'],
  ['receipt_deadlines', 'message_id'],
  ['message_events', 'message_id'],
  ['callback_attempts', 'subject_id'],
  ['mo', 'id'],
] as const;

/**
 * Ends messages that wait in rows, perhaps for a connector nobody runs, and are no longer worth delivering. One that an
 * operator has, as a receipt told before its answer was heard, only leaves the queue. Their price is given back where the
 * account's policy says so, by an entry of the ledger whose id is a UUID v7 like all others; their callbacks are owed.
 */
export async function takeExpiredWaiting(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `with gone as (
       delete from mt_queue where message_id in (
         select message_id from mt_queue where owner is null and expires_at < now() limit 5000 for update skip locked)
       returning message_id
     ), over as (
       update messages m set state = 62, reason = 'Validity period exceeded', final_at = now()
       from gone g where m.id = g.message_id and m.state < 60 and (m.state < 30 or (m.parts > 1 and m.submitted_at is null))
       returning m.id, m.account_id, m.price, m.wants_callback
     ), due as materialized (
       select o.account_id, sum(o.price) as amount, count(*) as messages
       from over o join accounts a on a.id = o.account_id
       where a.settings ->> 'refund' = 'undelivered' and o.price > 0
       group by o.account_id order by o.account_id
     ), credited as (
       update balances b set balance = b.balance + d.amount from due d where b.account_id = d.account_id
     ), entries as (
       insert into ledger (id, account_id, kind, amount, messages)
       select overlay(gen_random_uuid()::text placing left(lowest_id_at(now())::text, 14) || '7' from 1 for 15)::uuid,
              account_id, 'refund', amount, messages
       from due
     )
     insert into callbacks (subject_id, kind, account_id)
     select id, 'dlr', account_id from over where wants_callback on conflict do nothing`,
  );
  return rowCount ?? 0;
}
