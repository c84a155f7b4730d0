import { messageState } from '#core/message-state.ts';
import type { Invariant } from './invariant.ts';

const FINAL = messageState.delivered;

/** Who asked to be told is told, once, and only of what is final. */
export const callbackInvariants: readonly Invariant[] = [
  {
    name: 'I3 callbacks owed',
    promise: 'Every final message that wants a callback has one that is owed, given up or delivered.',
    advice: 'Send the missing ones with "ujumbe callbacks replay", naming the messages.',
    query: `
select 'message ' || m.id as what
from messages m left join callbacks c on c.subject_id = m.id and c.kind = 'dlr'
where m.state >= ${FINAL} and m.wants_callback and m.callback_at is null and c.subject_id is null
  and m.id >= (select id from horizon)`,
  },
  {
    name: 'I3 callbacks of unfinished messages',
    promise: 'No customer is told of a message that is not final, and every final message has its time.',
    advice: 'Delete the callbacks named; their messages go on and will be told of when they end.',
    query: `
select 'callback ' || c.subject_id as what
from callbacks c join messages m on m.id = c.subject_id
where c.kind = 'dlr' and m.state < ${FINAL}
union all
select 'message ' || id from messages
where id >= (select id from horizon)
  and ((state >= ${FINAL}) <> (final_at is not null) or (state < ${FINAL} and callback_at is not null))`,
  },
  {
    name: 'I5 tenancy of callbacks',
    promise: 'Every callback belongs to the account of its message or MO.',
    advice: 'Stop the gateway, delete the callbacks named, and report this as a security fault.',
    query: `
select 'callback ' || c.subject_id as what
from callbacks c join messages m on m.id = c.subject_id
where c.kind = 'dlr' and c.account_id <> m.account_id
union all
select 'callback ' || c.subject_id
from callbacks c join mo on mo.id = c.subject_id
where c.kind = 'mo' and c.account_id is distinct from mo.account_id`,
  },
];
