import type pg from 'pg';

/** Lets an account send under these names. @returns those that are new */
export async function addSenders(
  pool: pg.Pool,
  accountId: number,
  senders: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ sender: string }>(
    'insert into sender_ids (account_id, sender) select $1, unnest($2::text[]) on conflict do nothing returning sender',
    [accountId, senders],
  );
  return rows.map((row) => row.sender);
}

/** @returns those that were there */
export async function removeSenders(
  pool: pg.Pool,
  accountId: number,
  senders: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ sender: string }>(
    'delete from sender_ids where account_id = $1 and sender = any($2) returning sender',
    [accountId, senders],
  );
  return rows.map((row) => row.sender);
}

/** Sender IDs of one account, or of all for null. */
export async function listSenders(
  pool: pg.Pool,
  accountId: number | null,
): Promise<{ account: string; sender: string }[]> {
  const { rows } = await pool.query<{ account: string; sender: string }>(
    `select a.name as account, s.sender from sender_ids s join accounts a on a.id = s.account_id
     where $1::int is null or s.account_id = $1 order by a.name, s.sender`,
    [accountId],
  );
  return rows;
}
