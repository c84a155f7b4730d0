import type { Invariant } from './invariant.ts';

/** What flows promise: nobody waits for ever, nothing that was written is overlooked, nothing is remembered that is over. */
export const flowInvariants: readonly Invariant[] = [
  {
    name: 'I11 ends of runs',
    promise: 'Every run of a flow that is open is looked at again some time.',
    advice:
      'These people are asked nothing more, and their answers count as under way. Report the runs named.',
    query: `
select 'run ' || r.id as what from flow_runs r
where r.status = 'open' and not exists (
  select from flow_timers t where t.run_id = r.id and t.kind = case when r.call is null then 'expire' else 'call' end)`,
  },
  {
    name: 'I11 timers in time',
    promise: 'What a run is due for is done.',
    advice: 'See what the log says of the chore "flows that are due", and of these runs.',
    query: `
select 'run ' || run_id || ': ' || kind as what from flow_timers
where due_at < (select at from settled) - interval '5 minutes' and (select "is" from running)`,
  },
  {
    name: 'I11 turns of runs',
    promise: 'A run that waits for its turn waits for a time, or for a conversation that is open.',
    advice: 'These surveys never begin. Trigger them again, and report the runs named.',
    query: `
select 'run ' || q.id as what from flow_runs q
where q.status = 'queued' and not exists (select from flow_timers t where t.run_id = q.id) and not exists (
  select from flow_runs o where o.channel = 'sms' and o.status = 'open'
    and o.account_id = q.account_id and o.msisdn = q.msisdn and o.address = q.address)`,
  },
  {
    name: 'I11 texts for runs',
    promise: 'What people write in a conversation is taken in by its flow.',
    advice: 'See what the log says of conversations; the texts are kept, and tried again every hour.',
    query: `
select 'MO ' || i.mo_id || ': tried ' || i.attempts || ' times' as what from flow_inputs i join mo m on m.id = i.mo_id
where m.received_at < (select at from settled) - interval '5 minutes' and (select "is" from running)`,
  },
  {
    name: 'I11 memory of runs',
    promise: 'What a run knew is forgotten when it is over; its answers are kept as its survey says.',
    advice: 'Report the runs named.',
    query: `select 'run ' || id as what from flow_runs where status = 'over' and state is not null`,
  },
  {
    name: 'I11 tenancy of runs',
    promise: 'Every run belongs to the account of its flow.',
    advice:
      'Somebody could see what is not theirs. Report it, and pause these surveys until it is understood.',
    query: `
select 'run ' || r.id || ' of account ' || r.account_id || ', flow of ' || f.account_id as what
from flow_runs r join flows f on f.id = r.flow_id where f.account_id <> r.account_id`,
  },
];
