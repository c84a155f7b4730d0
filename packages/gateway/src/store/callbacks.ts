import type pg from 'pg';
import { messageState } from '#core/message-state.ts';

/** `waiting` for its next attempt, `sending` held by a node, `dead` given up and kept for replay. Delivered ones have no row. */
export type CallbackState = 'waiting' | 'sending' | 'dead';

export type CallbackFilter = {
  /** Null for every account: the operator of the gateway. */
  readonly accountId: number | null;
  readonly kind?: 'dlr' | 'mo';
  readonly state?: CallbackState;
  /** Of one message or MO. */
  readonly subjectId?: string;
};

export type CallbackRow = {
  subjectId: string;
  kind: 'dlr' | 'mo';
  accountId: number;
  /** Null for the account's own address. */
  url: string | null;
  state: CallbackState;
  attempts: number;
  dueAt: Date;
  createdAt: Date;
  lastStatus: number | null;
  lastError: string | null;
};

export type CallbackAttempt = {
  attempt: number;
  at: Date;
  status: number | null;
  error: string | null;
  /** The first 2 KiB of the answer. */
  answer: string | null;
};

/** What each state is in the columns. */
const stateConditions: Record<CallbackState, string> = {
  dead: 'dead',
  sending: 'owner is not null and not dead',
  waiting: 'owner is null and not dead',
};

/**
 * Callbacks that are still owed or were given up, the newest subject first.
 *
 * @param cursor the `subjectId` of the last row of the page before; null for the first page
 */
export async function listCallbacks(
  pool: pg.Pool,
  filter: CallbackFilter,
  cursor: string | null,
  limit: number,
): Promise<CallbackRow[]> {
  const values: unknown[] = [limit];
  const conditions = ['true'];
  const matching = (column: string, operator: string, value: unknown) =>
    conditions.push(`${column} ${operator} $${values.push(value)}`);
  if (filter.accountId !== null) matching('account_id', '=', filter.accountId);
  if (filter.kind !== undefined) matching('kind', '=', filter.kind);
  if (filter.subjectId !== undefined) matching('subject_id', '=', filter.subjectId);
  if (filter.state !== undefined) conditions.push(stateConditions[filter.state]);
  if (cursor !== null) matching('subject_id', '<', cursor);
  const { rows } = await pool.query<CallbackRow>(
    `select subject_id as "subjectId", kind, account_id as "accountId", url,
            case when dead then 'dead' when owner is null then 'waiting' else 'sending' end as state,
            attempts, due_at as "dueAt", created_at as "createdAt", last_status as "lastStatus", last_error as "lastError"
     from callbacks where ${conditions.join(' and ')} order by subject_id desc limit $1`,
    values,
  );
  return rows;
}

/** The attempts worth telling of one callback, oldest first: failures, and the success that came after one. */
export async function listCallbackAttempts(pool: pg.Pool, subjectId: string): Promise<CallbackAttempt[]> {
  const { rows } = await pool.query<CallbackAttempt>(
    `select attempt, at, status, error, answer from callback_attempts where subject_id = $1 order by at, attempt`,
    [subjectId],
  );
  return rows;
}

/**
 * Sends callbacks again, with the same body: dead ones, delivered ones, and at once those that wait for their next attempt.
 * What a node is sending right now, what is not final and what belongs to another account is left alone.
 *
 * @param accountId null for every account
 * @param subjectIds ids of messages and MO, some hundreds at most
 * @returns the ids whose callback is owed again
 */
export async function replayCallbacks(
  pool: pg.Pool,
  accountId: number | null,
  subjectIds: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with revived as (
       update callbacks set dead = false, attempts = 0, due_at = now(), created_at = now()
       where subject_id = any($1::uuid[]) and owner is null and ($2::int is null or account_id = $2)
       returning subject_id
     ), told_again as (
       insert into callbacks (subject_id, kind, account_id)
       select id, 'dlr', account_id from messages
       where id = any($1) and state >= ${messageState.delivered} and ($2::int is null or account_id = $2)
       on conflict do nothing returning subject_id
     ), forwarded_again as (
       insert into callbacks (subject_id, kind, account_id, url)
       select mo.id, 'mo', mo.account_id, mo_routes.url from mo left join mo_routes on mo_routes.id = mo.route_id
       where mo.id = any($1) and mo.account_id is not null and ($2::int is null or mo.account_id = $2)
       on conflict do nothing returning subject_id
     )
     select subject_id as id from revived
     union all select subject_id from told_again union all select subject_id from forwarded_again`,
    [subjectIds, accountId],
  );
  return rows.map((row) => row.id);
}
