import type { Channel } from '@ujumbe/flows';
import type pg from 'pg';
import type { ConversationKey } from './flow-runs.ts';

/** What a run is looked at for: a reminder, its end, its begin, a web service that is owed, messages that could not be accepted. */
export type TimerKind = 'remind' | 'expire' | 'start' | 'call' | 'send';
export type FlowTimer = { readonly kind: TimerKind; readonly dueAt: number };

type Client = Pick<pg.PoolClient, 'query'>;

/** Sets the timers of a run; those that are not named are gone. */
export async function setTimers(client: Client, runId: string, timers: readonly FlowTimer[]): Promise<void> {
  await client.query({
    name: 'set_flow_timers',
    text: `with gone as (
             delete from flow_timers where run_id = $1 and kind <> all($2::text[])
           )
           insert into flow_timers (run_id, kind, due_at) select $1, * from unnest($2::text[], $3::timestamptz[])
           on conflict (run_id, kind) do update set due_at = excluded.due_at, attempts = 0`,
    values: [runId, timers.map(({ kind }) => kind), timers.map(({ dueAt }) => new Date(dueAt))],
  });
}

/** Moves one timer of a run; the others stay. */
export async function moveTimer(
  client: Client,
  runId: string,
  kind: TimerKind,
  dueAt: number,
): Promise<void> {
  await client.query(`update flow_timers set due_at = $3 where run_id = $1 and kind = $2`, [
    runId,
    kind,
    new Date(dueAt),
  ]);
}

/** Takes one timer of a run away; the others stay. */
export async function dropTimer(client: Client, runId: string, kind: TimerKind): Promise<void> {
  await client.query(`delete from flow_timers where run_id = $1 and kind = $2`, [runId, kind]);
}

/**
 * Puts off a timer whose work failed, each time for longer, so that one that always fails is in nobody's way; unless its run has
 * set it anew meanwhile.
 */
export async function putOffTimer(pool: Client, runId: string, kind: TimerKind, now: number): Promise<void> {
  await pool.query(
    `update flow_timers set attempts = attempts + 1,
       due_at = $3::timestamptz + least(3600, 60 * 2 ^ least(attempts, 10)) * interval '1 second'
     where run_id = $1 and kind = $2 and due_at <= $3`,
    [runId, kind, new Date(now)],
  );
}

/** A timer, and the conversation of its run: that is taken first. */
export type DueTimer = ConversationKey & {
  readonly runId: string;
  readonly kind: TimerKind;
  readonly channel: Channel;
};

/** Timers that are due, the longest due first. */
export async function dueTimers(pool: pg.Pool, now: number, limit: number): Promise<DueTimer[]> {
  const { rows } = await pool.query<DueTimer>(
    `select run_id as "runId", kind, channel, account_id as "accountId", msisdn, address
     from flow_timers join flow_runs on id = run_id where due_at <= $1 order by due_at limit $2`,
    [new Date(now), limit],
  );
  return rows;
}

/** Whether a timer is still due; its run must be held. */
export async function isDue(client: Client, runId: string, kind: TimerKind, now: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from flow_timers where run_id = $1 and kind = $2 and due_at <= $3`,
    [runId, kind, new Date(now)],
  );
  return rowCount === 1;
}
