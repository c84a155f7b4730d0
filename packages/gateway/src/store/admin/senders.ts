import type pg from 'pg';

/** What a sender ID carries. Some countries demand different ones for advertising and for all else. */
export const senderPurposes = ['transactional', 'promotional'] as const;
export type SenderPurpose = (typeof senderPurposes)[number];

/** Lets an account send under these names. @returns those that are new */
export async function addSenders(
  pool: pg.Pool,
  accountId: number,
  senders: readonly string[],
  purpose: SenderPurpose = 'transactional',
): Promise<string[]> {
  const { rows } = await pool.query<{ sender: string }>(
    `insert into sender_ids (account_id, sender, purpose) select $1, unnest($2::text[]), $3
     on conflict do nothing returning sender`,
    [accountId, senders, purpose],
  );
  return rows.map((row) => row.sender);
}

/** Says what senders of an account carry. @returns those that were there */
export async function setSenderPurpose(
  pool: pg.Pool,
  accountId: number,
  senders: readonly string[],
  purpose: SenderPurpose,
): Promise<string[]> {
  const { rows } = await pool.query<{ sender: string }>(
    'update sender_ids set purpose = $3 where account_id = $1 and sender = any($2) returning sender',
    [accountId, senders, purpose],
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

export type SenderRow = { account: string; sender: string; purpose: SenderPurpose };

/** Sender IDs of one account, or of all for null. */
export async function listSenders(pool: pg.Pool, accountId: number | null): Promise<SenderRow[]> {
  const { rows } = await pool.query<SenderRow>(
    `select a.name as account, s.sender, s.purpose from sender_ids s join accounts a on a.id = s.account_id
     where $1::int is null or s.account_id = $1 order by a.name, s.sender`,
    [accountId],
  );
  return rows;
}
