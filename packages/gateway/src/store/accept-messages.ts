import type { Money } from '#core/money.ts';
import type { HotConnection, HotStatement } from './hot-connection.ts';

/** A message as it is inserted. Times in milliseconds since the epoch. */
export type NewMessage = {
  readonly id: string;
  readonly accountId: number;
  readonly connectorId: number;
  readonly msisdn: string;
  readonly sender: string;
  readonly text: string;
  readonly refId: string;
  readonly linkId: string | null;
  readonly flash: boolean;
  readonly lane: number;
  readonly encoding: string;
  readonly parts: number;
  readonly mcc: string;
  readonly mnc: string;
  readonly price: Money;
  readonly expiresAt: number;
  readonly wantsCallback: boolean;
  /** The node that holds it in memory, or null to leave it waiting in its row. */
  readonly owner: number | null;
  /** It may be written to an operator as soon as this is committed. */
  readonly released: boolean;
};

/** What one account owes for its messages of a group. */
export type Charge = { readonly id: string; readonly accountId: number; amount: Money; messages: number };

const statement: HotStatement = {
  name: 'accept_messages',
  text: `
with charge as (
  select * from unnest($1::uuid[], $2::int[], $3::bigint[], $4::int[]) as c(id, account_id, amount, messages)
), debit as (
  update balances b set balance = b.balance - c.amount
  from charge c
  where b.account_id = c.account_id and b.balance - c.amount >= -b.credit_limit
  returning b.account_id, b.balance
), entry as (
  insert into ledger (id, account_id, kind, amount, messages)
  select c.id, c.account_id, 'charge', -c.amount, c.messages
  from charge c where c.account_id in (select account_id from debit)
), item as materialized (
  select * from unnest(
    $5::uuid[], $6::int[], $7::int[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[],
    $14::smallint[], $15::text[], $16::smallint[], $17::text[], $18::text[], $19::bigint[], $20::uuid[],
    $21::timestamptz[], $22::boolean[], $23::int[], $24::boolean[]
  ) as i(id, account_id, connector_id, msisdn, sender, body, ref_id, link_id, flash,
         lane, encoding, parts, mcc, mnc, price, charge_id, expires_at, wants_callback, owner, released)
  where account_id in (select account_id from debit)
), owed as (
  insert into mt_queue (message_id, connector_id, lane, owner, released, expires_at)
  select id, connector_id, lane, owner, released, expires_at from item
), stored as (
  insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, link_id, flash, lane, encoding, parts,
                        mcc, mnc, price, charge_id, expires_at, wants_callback)
  select id, account_id, connector_id, msisdn, sender, body, ref_id, link_id, flash, lane, encoding, parts,
         mcc, mnc, price, charge_id, expires_at, wants_callback
  from item
)
select account_id as "accountId", balance::text from debit`,
};

/**
 * Debits each account for its charge and stores the messages of the accounts that could pay, all in one statement.
 * Charges must be sorted by account, so that two nodes lock balances in one order. A charge is all or nothing: an account
 * missing from the answer had too little money, and nothing of its messages is stored.
 *
 * @param chargeIds the charge of each message, in the order of the messages
 * @returns balances after the debit, by account
 */
export async function acceptMessages(
  connection: Pick<HotConnection, 'run'>,
  charges: readonly Charge[],
  messages: readonly NewMessage[],
  chargeIds: readonly string[],
): Promise<Map<number, Money>> {
  const rows = await connection.run<{ accountId: number; balance: string }>(statement, [
    charges.map((c) => c.id),
    charges.map((c) => c.accountId),
    charges.map((c) => c.amount),
    charges.map((c) => c.messages),
    messages.map((m) => m.id),
    messages.map((m) => m.accountId),
    messages.map((m) => m.connectorId),
    messages.map((m) => m.msisdn),
    messages.map((m) => m.sender),
    messages.map((m) => m.text),
    messages.map((m) => m.refId),
    messages.map((m) => m.linkId),
    messages.map((m) => m.flash),
    messages.map((m) => m.lane),
    messages.map((m) => m.encoding),
    messages.map((m) => m.parts),
    messages.map((m) => m.mcc),
    messages.map((m) => m.mnc),
    messages.map((m) => m.price),
    chargeIds,
    messages.map((m) => new Date(m.expiresAt).toISOString()),
    messages.map((m) => m.wantsCallback),
    messages.map((m) => m.owner),
    messages.map((m) => m.released),
  ]);
  return new Map(rows.map((row) => [row.accountId, Number(row.balance)]));
}
