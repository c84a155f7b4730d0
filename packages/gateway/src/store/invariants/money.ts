import type { Invariant } from './invariant.ts';

/** From this id on the messages of every charge are still kept: the oldest day, and an hour for groups charged after midnight. */
const oldestKeptCharge = `
  select coalesce(lowest_id_at(
    (min(right(c.relname, 8))::date::timestamp at time zone 'UTC') + interval '1 hour'), lowest_id_at('epoch')) as id
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'messages'::regclass and c.relname ~ '_[0-9]{8}$'`;

/** Money neither appears nor vanishes. */
export const moneyInvariants: readonly Invariant[] = [
  {
    name: 'I1 balances',
    promise: 'Every balance equals the sum of its ledger and respects the credit limit.',
    advice:
      'Something other than the gateway changed balances or ledger. Find out what, then set each balance to the sum of its ledger.',
    query: `
select 'account ' || a.id || ': balance ' || coalesce(b.balance::text, 'missing') || ', ledger ' || coalesce(l.total, 0) as what
from accounts a
left join balances b on b.account_id = a.id
left join (select account_id, sum(amount) as total from ledger group by account_id) l on l.account_id = a.id
where b.balance is distinct from coalesce(l.total, 0) or b.balance < -b.credit_limit`,
  },
  {
    name: 'I2 charges',
    promise: 'Every charge equals the prices and the number of the messages that carry it.',
    advice:
      'Compare the charges named with their messages (messages.charge_id) and restore what is missing from a backup.',
    query: `
select 'charge ' || l.id || ': ' || -l.amount || ' for ' || l.messages || ', messages ' || coalesce(m.total, 0) || ' for ' || coalesce(m.number, 0) as what
from ledger l
left join (
  select charge_id, sum(price) as total, count(*) as number from messages
  where id >= (select id from horizon) group by charge_id) m on m.charge_id = l.id
where l.kind = 'charge' and l.id >= (${oldestKeptCharge}) and l.id >= (select charge_id from horizon)
  and (-l.amount <> coalesce(m.total, 0) or l.messages <> coalesce(m.number, 0))`,
  },
  {
    name: 'I2 charged messages',
    promise: 'Every message was charged, to its own account.',
    advice:
      'Compare the messages named with the ledger of their account; a message without a charge was stored by other hands.',
    query: `
select 'message ' || m.id as what
from messages m left join ledger l on l.id = m.charge_id and l.kind = 'charge' and l.account_id = m.account_id
where l.id is null and m.id >= (select id from horizon)`,
  },
];
