import type pg from 'pg';
import { lowestSessionIdAt } from '#core/ussd-session-id.ts';
import { type SessionRow, sessionColumns } from './ussd-sessions.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What may be repeated of the last hop is forgotten this long after the end. */
const REMEMBERED_MS = MINUTE;
const BATCH = 5000;
/** A hop that began in time may take so long, and a node that is alone does not note that it is at it. */
const UNDER_WAY_MS = 20_000;
/** What a node seems to be at for longer than this it has given up. */
const ASKING_MS = MINUTE;

/** Ends sessions that nobody has answered in time. @returns them, for those who want to know */
export async function expireSessions(pool: pg.Pool, nowMs: number): Promise<SessionRow[]> {
  const { rows } = await pool.query<SessionRow>(
    `update ussd_sessions s set ended_at = s.expires_at, end_reason = 'timeout', memory = null, asking_node = null
     where s.id in (
       select id from ussd_sessions where ended_at is null and expires_at < to_timestamp(($1::float8 - ${UNDER_WAY_MS}) / 1000)
         and (asking_node is null or asking_node not in (select id from nodes where lease_until > now())
           or expires_at < to_timestamp(($1::float8 - ${ASKING_MS}) / 1000))
       order by id limit $2 for update skip locked
     ) returning ${sessionColumns}`,
    [nowMs, BATCH],
  );
  return rows;
}

/**
 * Forgets what finished sessions knew, a minute after their end.
 * @param sinceMs of the time before which all is forgotten; null at first, when that is not known
 */
export async function forgetFinishedSessions(
  pool: pg.Pool,
  sinceMs: number | null,
  nowMs: number,
): Promise<void> {
  await pool.query(
    `update ussd_sessions set memory = null
     where memory is not null and ended_at < to_timestamp($2::float8 / 1000)
       and ended_at >= coalesce(to_timestamp($1::float8 / 1000), '-infinity')`,
    [sinceMs, nowMs - REMEMBERED_MS],
  );
}

type Keeping = { readonly appId: number; readonly complete: number; readonly partial: number };

/**
 * Drops sessions that have been kept as long as their application wants: finished ones, and those that broke off; those of
 * sensitive applications after a day, those of removed ones at once. @returns how many
 */
export async function dropOldSessions(pool: pg.Pool, nowMs: number): Promise<number> {
  const { rows } = await pool.query<Keeping>(
    `select a.id as "appId", case when s.id is null then keep_complete else 1 end as complete,
       case when s.id is null then keep_partial else 1 end as partial
     from ussd_apps a left join sensitive_apps s on s.id = a.id
     union all select app_id, 0, 0 from ussd_removed_apps`,
  );
  let dropped = 0;
  for (const { appId, complete, partial } of rows) {
    const before = (days: number) => lowestSessionIdAt(nowMs - days * DAY);
    dropped += await drop(pool, 'true', appId, before(Math.max(complete, partial)));
    dropped += await drop(pool, `end_reason <> 'complete'`, appId, before(partial));
    if (complete < partial) dropped += await drop(pool, `end_reason = 'complete'`, appId, before(complete));
  }
  await pool.query(
    'delete from ussd_removed_apps r where not exists (select from ussd_sessions s where s.app_id = r.app_id)',
  );
  return dropped;
}

async function drop(pool: pg.Pool, which: string, appId: number, beforeId: string): Promise<number> {
  let dropped = 0;
  for (;;) {
    const { rows } = await pool.query<{ count: number }>(
      `with old as (
         select id from ussd_sessions where app_id = $1 and id < $2 and ended_at is not null and ${which} limit $3
       ), hops as (
         delete from ussd_hops where session_id in (select id from old)
       ), gone as (
         delete from ussd_sessions where id in (select id from old) returning 1
       )
       select count(*)::int as count from gone`,
      [appId, beforeId, BATCH],
    );
    const count = rows[0]?.count ?? 0;
    dropped += count;
    if (count < BATCH) return dropped;
  }
}
