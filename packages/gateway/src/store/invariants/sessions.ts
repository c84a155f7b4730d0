import type { Invariant } from './invariant.ts';

/** Sessions of which those asked about began lately. Their ids begin with the millisecond of their beginning. */
const recent = `
select * from ussd_sessions
where id >= (extract(epoch from (select since from horizon)) * 1000)::bigint * 100000`;

/** What USSD promises: every screen is written, nothing lives on, nothing is remembered longer than it must be. */
export const sessionInvariants: readonly Invariant[] = [
  {
    name: 'I9 screens of sessions',
    promise: 'Every screen that a session counts is in its transcript.',
    advice: 'Report these sessions with what the log says around their time.',
    query: `
select 'session ' || s.id || ': ' || s.hops || ' screens, transcript ' || count(h.session_id) as what
from (${recent}) s left join ussd_hops h on h.session_id = s.id
group by s.id, s.hops having s.hops <> count(h.session_id)`,
  },
  {
    name: 'I9 sessions in time',
    promise: 'No session lives on when its subscriber has said nothing for too long.',
    advice: 'See what the log says of the chore "USSD sessions without an answer".',
    query: `
select 'session ' || id as what from ussd_sessions
where ended_at is null and expires_at < (select at from settled) - interval '1 minute' and (select "is" from running)`,
  },
  {
    name: 'I9 memory of sessions',
    promise: 'What a session knew of its subscriber is forgotten when it is over.',
    advice: 'See what the log says of the chore "memory of finished USSD sessions".',
    query: `
select 'session ' || id as what from (${recent}) s
where memory is not null and ended_at < (select at from settled) - interval '5 minutes' and (select "is" from running)`,
  },
  {
    name: 'I9 tenancy of sessions',
    promise: 'Every session belongs to the account of its application.',
    advice:
      'Somebody could see what is not theirs. Report it, and switch these applications off until it is understood.',
    query: `
select 'session ' || s.id || ' of account ' || s.account_id || ', application of ' || a.account_id as what
from (${recent}) s join ussd_apps a on a.id = s.app_id where a.account_id <> s.account_id`,
  },
  {
    name: 'I9 tables of scripts',
    promise: 'The tables of Cloud Scripts count their rows right.',
    advice: 'Report it. Until then a table may be full too early, or grow too large.',
    query: `
select 'table ' || t.id || ': counts ' || t.row_count || ', has ' || count(r.id) as what
from script_tables t left join script_rows r on r.account_id = t.account_id and r.table_id = t.id
group by t.id, t.row_count having t.row_count <> count(r.id)`,
  },
];
