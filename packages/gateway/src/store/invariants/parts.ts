import { messageState } from '#core/message-state.ts';
import type { Invariant } from './invariant.ts';

const { delivered } = messageState;

/** A long message is what its parts are. */
export const partInvariants: readonly Invariant[] = [
  {
    name: 'I7 long messages',
    promise:
      'A long message is delivered only when every part is whose receipt counts, or says how many are.',
    advice: 'Compare the receipts of the messages named (part_receipts) with what the operator says of them.',
    query: `
select 'message ' || m.id as what
from messages m
left join connectors c on c.id = m.connector_id
cross join lateral (
  select count(*) filter (where state = ${delivered}) as delivered, count(*) filter (where state > ${delivered}) as failed
  from part_receipts where message_id = m.id) r
where m.state = ${delivered} and m.parts > 1 and m.id >= (select id from horizon)
  and case coalesce(c.settings ->> 'receipts', 'all')
    when 'any' then r.delivered = 0
    when 'all' then case
      when m.reason like 'partial receipts %' then r.delivered = 0
      else r.failed > 0 or r.delivered < (
        select count(distinct part) from operator_ids where message_id = m.id and of_long) end
    else r.failed > 0 or r.delivered = 0 end`,
  },
  {
    name: 'I8 day partitions',
    promise: 'Every message and operator id lies in the partition of its day.',
    advice:
      'Make the missing days with "select ensure_day_partitions(…)" and move the rows out of the default partitions.',
    query: `
select 'message ' || id as what from messages_default
union all select 'operator id of message ' || message_id from operator_ids_default`,
  },
];
