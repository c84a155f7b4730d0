import type pg from 'pg';

export type NewEmail = {
  /** UUID v7: the Message-ID is made of it. */
  readonly id: string;
  readonly accountId: number;
  readonly runId: string | null;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

export type TakenEmail = {
  id: string;
  recipients: string[];
  subject: string;
  text: string;
  html: string;
  attempts: number;
};

/** Leaves a mail to be sent, in the caller's transaction. @param client whatever runs statements */
export async function addEmail(client: Pick<pg.ClientBase, 'query'>, email: NewEmail): Promise<void> {
  await client.query(
    `insert into emails (id, account_id, run_id, recipients, subject, body_text, body_html) values ($1, $2, $3, $4, $5, $6, $7)`,
    [email.id, email.accountId, email.runId, email.recipients, email.subject, email.text, email.html],
  );
}

/** Takes mails that are due and that nobody holds, the longest waiting first. */
export async function takeEmails(pool: pg.Pool, node: number, limit: number): Promise<TakenEmail[]> {
  const { rows } = await pool.query<TakenEmail>(
    `update emails set owner = $1 where id in (
       select id from emails where owner is null and not dead and due_at <= now() order by due_at limit $2 for update skip locked)
     returning id, recipients, subject, body_text as text, body_html as html, attempts`,
    [node, limit],
  );
  return rows;
}

/** Ends a mail that was sent. One that another node has taken meanwhile stays. */
export async function deleteSentEmail(pool: pg.Pool, node: number, id: string): Promise<void> {
  await pool.query('delete from emails where id = $1 and owner = $2', [id, node]);
}

export type FailedEmail = {
  readonly id: string;
  /** Those it is still to reach. */
  readonly recipients: readonly string[];
  /** Attempts made so far. */
  readonly attempts: number;
  /** Milliseconds to the next attempt; null for never: it is kept for people to see. */
  readonly waitMs: number | null;
  readonly error: string;
};

/** Gives a mail that could not be sent back to its row. One that another node has taken stays as it is. */
export async function writeFailedEmail(pool: pg.Pool, node: number, failed: FailedEmail): Promise<void> {
  await pool.query(
    `update emails set owner = null, recipients = $3, attempts = $4, dead = $5::float8 is null,
       due_at = now() + coalesce($5::float8, 0) * interval '1 millisecond', last_error = $6
     where id = $1 and owner = $2`,
    [failed.id, node, failed.recipients, failed.attempts, failed.waitMs, failed.error],
  );
}

/**
 * Frees mails whose node has gone, and those of this node, as when the answer of the database to its taking them was lost: to be
 * asked only while it holds none.
 */
export async function returnStrayEmails(pool: pg.Pool, node: number): Promise<void> {
  await pool.query(
    `update emails set owner = null
     where owner is not null and (owner = $1 or owner not in (select id from nodes))`,
    [node],
  );
}

/** How many mails wait or are being sent, and how many were given up. */
export async function countEmails(pool: pg.Pool): Promise<{ waiting: number; dead: number }> {
  const { rows } = await pool.query<{ waiting: number; dead: number }>(
    `select ((select count(*) from emails where owner is null and not dead)
             + (select count(*) from emails where owner is not null))::int as waiting,
            (select count(*) from emails where dead)::int as dead`,
  );
  return rows[0] as { waiting: number; dead: number };
}

export type EmailRow = {
  id: string;
  account: string;
  /** How many it is still to reach; who they are is nobody's business here. */
  recipients: number;
  state: 'waiting' | 'sending' | 'dead';
  attempts: number;
  dueAt: Date;
  createdAt: Date;
  lastError: string | null;
};

/** Mails that are still to be sent or were given up, the newest first. */
export async function listEmails(
  pool: pg.Pool,
  filter: { readonly accountId: number | null; readonly state?: EmailRow['state'] },
  limit: number,
): Promise<EmailRow[]> {
  const { rows } = await pool.query<EmailRow>(
    `select * from (
       select e.id, a.name as account, cardinality(e.recipients) as recipients, e.attempts,
              case when e.dead then 'dead' when e.owner is null then 'waiting' else 'sending' end as state,
              e.due_at as "dueAt", e.created_at as "createdAt", e.last_error as "lastError"
       from emails e join accounts a on a.id = e.account_id
       where ($1::int is null or e.account_id = $1)) as mail
     where ($2::text is null or state = $2) order by id desc limit $3`,
    [filter.accountId, filter.state ?? null, limit],
  );
  return rows;
}

/** Sends mails again: those that were given up, and at once those that wait. @param ids null for all that were given up */
export async function replayEmails(
  pool: pg.Pool,
  accountId: number | null,
  ids: readonly string[] | null,
): Promise<number> {
  const { rowCount } = await pool.query(
    `update emails set dead = false, attempts = 0, due_at = now()
     where owner is null and ($1::int is null or account_id = $1)
       and (id = any($2::uuid[]) or ($2::uuid[] is null and dead))`,
    [accountId, ids],
  );
  return rowCount ?? 0;
}
