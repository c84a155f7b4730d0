import type { Invariant } from './invariant.ts';

/** What people refused is heeded, and what they agreed to since. */
export const consentInvariants: readonly Invariant[] = [
  {
    name: 'I10 opt-outs after consent',
    promise: 'No opt-out outlives a consent to the same messages that was given after it.',
    advice:
      'These people asked for messages again and get none. Take the opt-outs named back with "ujumbe opt-out remove".',
    query: `
select distinct 'opt-out ' || o.id as what
from opt_outs o join consents c on c.account_id = o.account_id and c.msisdn = o.msisdn and c.given
  and (c.purpose = 'messages' or upper(c.purpose) = upper('messages:' || o.sender))
where c.at > o.created_at + interval '5 seconds' and c.at < (select at from settled)`,
  },
  {
    name: 'I10 proof of opt-outs',
    promise: 'Every opt-out that a receipt taught has its entry in the ledger of consents.',
    advice: 'Report the opt-outs named: nobody can say any more why these people are not written to.',
    query: `
select 'opt-out ' || o.id as what
from opt_outs o
where o.source = 'receipt' and not exists (
  select from consents c where c.account_id = o.account_id and c.msisdn = o.msisdn and not c.given
    and c.source = 'receipt' and upper(c.purpose) = upper('messages:' || o.sender))`,
  },
];
