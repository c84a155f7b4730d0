import { messageState } from '#core/message-state.ts';
import type { Invariant } from './invariant.ts';

const { queued, submitted, enroute, unknown, delivered } = messageState;

/** Rows of a node whose lease is over and that no other node has taken back, although one is there to do so. */
const abandoned = (table: string, id: string) => `
select '${table} ' || t.${id} || ' of node ' || t.owner as what
from ${table} t left join nodes n on n.id = t.owner
where t.owner is not null and (select "is" from running)
  and (n.id is null or n.lease_until < (select at from settled))
  and t.${id} < lowest_id_at((select at from settled))`;

/** Nothing waits without somebody whose work it is, or past its deadline. */
export const waitingInvariants: readonly Invariant[] = [
  {
    name: 'I4 queued messages',
    promise: 'Every message that is queued has its row in the queue.',
    advice:
      'These messages will not be sent. Report them with what the log says of their ids; send them anew if they still matter.',
    query: `
select 'message ' || m.id as what
from messages m left join mt_queue q on q.message_id = m.id
where m.state = ${queued} and q.message_id is null and m.id >= (select id from horizon)`,
  },
  {
    name: 'I4 operators of queued messages',
    promise: 'A queued message waits for the operator its own row names.',
    advice:
      'Report these messages with what the log says of their ids: they go to the operator of the queue, and count for the other.',
    query: `
select 'message ' || m.id || ' of connector ' || coalesce(m.connector_id::text, 'none') || ' waits for ' || q.connector_id as what
from mt_queue q join messages m on m.id = q.message_id
where q.connector_id is distinct from m.connector_id`,
  },
  {
    name: 'I4 owners',
    promise: 'What a node held is taken back when the node is gone.',
    advice: 'Restart the gateway: a node takes back what others left when it starts.',
    query: `${abandoned('mt_queue', 'message_id')} union all ${abandoned('callbacks', 'subject_id')} union all ${abandoned('emails', 'id')}`,
  },
  {
    name: 'I4 finished messages',
    promise: 'No message that has ended is still owed to an operator.',
    advice:
      'These rows of the queue hold up nothing and go when their turn comes. If they stay, delete them.',
    query: `
select 'message ' || q.message_id as what
from mt_queue q
join messages m on m.id = q.message_id
join connectors c on c.id = q.connector_id and c.enabled
where m.state >= ${delivered} and q.owner is null and (select "is" from running)
  and m.final_at < (select at from settled) and q.due_at < (select at from settled)
  and not exists (
    select from mt_queue ahead
    where ahead.connector_id = q.connector_id and ahead.owner is null and (ahead.lane, ahead.message_id) < (q.lane, q.message_id))`,
  },
  {
    // An operator may take a quarter of an hour to answer what was sent to it in time.
    name: 'I4 validity',
    promise: 'No message waits to be sent past the end of its validity.',
    advice: 'See whether the gateway runs and what its log says of these connectors.',
    query: `
select 'message ' || message_id || ' for connector ' || connector_id as what
from mt_queue
where (select "is" from running)
  and expires_at < (select at from settled) - case when owner is not null and released then interval '15 minutes' else interval '0' end`,
  },
  {
    name: 'I4 receipts',
    promise: 'No message waits for its receipt longer than a day past its validity, or past its deadline.',
    advice: 'See what the log says of the chores "receipt deadlines" and "silent messages".',
    query: `
select 'message ' || id as what
from messages
where state in (${submitted}, ${enroute}) and (select "is" from running) and id >= (select id from horizon)
  and expires_at < (select at from settled) - interval '24 hours 20 minutes'
union all
select 'message ' || id from messages m
where state = ${unknown} and reason <> '' and id >= (select id from horizon) and id < lowest_id_at((select at from settled))
  and not exists (select from receipt_deadlines d where d.message_id = m.id)
union all
select 'deadline of message ' || message_id from receipt_deadlines
where due_at < (select at from settled) - interval '10 minutes' and (select "is" from running)`,
  },
];
