import type pg from 'pg';
import { lowestIdAt } from '#core/ids.ts';
import { ussdAppDefaults } from '#core/ussd-app-defaults.ts';
import { callNext } from '../call-next.ts';
import type { ConversationKey } from '../flow-runs.ts';
import { inTransaction } from '../transaction.ts';
import { completeSql } from './chosen-runs.ts';

const DAY = 24 * 60 * 60_000;
const BATCH = 2000;
/** For what neither a survey nor a USSD application says how long it is kept. */
const USUAL_DAYS = 365;
/** A conversation may go on for so long after its retention is over; what is open then was given up. */
const STILL_OPEN_DAYS = 31;

/** Responses of one origin, and for how many days each kind is kept. */
type Keeping = {
  readonly which: string;
  readonly values: readonly unknown[];
  readonly complete: number;
  readonly partial: number;
};

/**
 * Drops responses that have been kept as long as their survey, else their USSD application wants, with all that was kept of
 * them: answers, timers, requests for contact, mail that is still to be sent. Days count from the beginning of a response.
 * Consents stay: they are the proof of what people agreed to. Whoever waited for a conversation that goes begins.
 * @returns how many
 */
export async function dropOldResponses(pool: pg.Pool, nowMs: number): Promise<number> {
  let dropped = 0;
  for (const { which, values, complete, partial } of await readKeepings(pool)) {
    const dropThose = (clause: string, beforeId: string) =>
      drop(pool, `${which} and ${clause}`, values, beforeId, nowMs);
    const before = (days: number) => lowestIdAt(nowMs - days * DAY);
    dropped += await dropThose(`status = 'over' and ${completeSql}`, before(complete));
    dropped += await dropThose(`status = 'over' and not ${completeSql}`, before(partial));
    const abandoned = before(Math.max(complete, partial) + STILL_OPEN_DAYS);
    dropped += await dropThose(`status <> 'over'`, abandoned);
  }
  await pool.query('delete from flow_timers t where not exists (select from flow_runs where id = t.run_id)');
  return dropped;
}

async function readKeepings(pool: pg.Pool): Promise<Keeping[]> {
  const surveys = await pool.query<{ id: number; days: number }>(
    'select id, keep_days as days from surveys order by id',
  );
  const apps = await pool.query<{ id: number; complete: number; partial: number }>(
    `select id, keep_complete as complete, keep_partial as partial from ussd_apps where kind = 'flow' order by id`,
  );
  const { keepComplete, keepPartial } = ussdAppDefaults;
  return [
    ...surveys.rows.map(({ id, days }) => keeping('survey_id = $3', [id], days, days)),
    ...apps.rows.map(({ id, complete, partial }) =>
      keeping('survey_id is null and app_id = $3', [id], complete, partial),
    ),
    keeping(
      'survey_id is null and app_id is not null and not app_id = any($3::int[])',
      [apps.rows.map(({ id }) => id)],
      keepComplete,
      keepPartial,
    ),
    keeping('survey_id is null and app_id is null', [], USUAL_DAYS, USUAL_DAYS),
    keeping('not survey_id = any($3::int[])', [surveys.rows.map(({ id }) => id)], USUAL_DAYS, USUAL_DAYS),
  ];
}

function keeping(which: string, values: readonly unknown[], complete: number, partial: number): Keeping {
  return { which, values, complete, partial };
}

async function drop(
  pool: pg.Pool,
  which: string,
  values: readonly unknown[],
  beforeId: string,
  nowMs: number,
): Promise<number> {
  let dropped = 0;
  for (;;) {
    const gone = await inTransaction(pool, 'begin', async (client) => {
      const runs = await deleteRuns(client, which, values, beforeId);
      const ended = runs.flatMap(({ conversation }) => conversation ?? []);
      await callNext(client, ended, nowMs);
      return runs.length;
    });
    dropped += gone;
    if (gone < BATCH) return dropped;
  }
}

/** A conversation that was under way or waited for its turn; null where the run that went was none. */
type Gone = { readonly conversation: ConversationKey | null };

async function deleteRuns(
  client: pg.PoolClient,
  which: string,
  values: readonly unknown[],
  beforeId: string,
): Promise<Gone[]> {
  const { rows } = await client.query<Gone>(
    `with old as (
       select id from flow_runs r where id < $1 and ${which} limit $2 for update skip locked
     ), answers as (
       delete from flow_answers where run_id in (select id from old)
     ), timers as (
       delete from flow_timers where run_id in (select id from old)
     ), requests as (
       delete from contact_requests where run_id in (select id from old)
     ), mails as (
       delete from emails where run_id in (select id from old)
     )
     delete from flow_runs where id in (select id from old)
     returning case when channel = 'sms' and status <> 'over'
       then json_build_object('accountId', account_id, 'msisdn', msisdn, 'address', address) end as conversation`,
    [beforeId, BATCH, ...values],
  );
  return rows;
}
