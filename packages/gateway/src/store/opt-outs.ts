import type pg from 'pg';

export type OptOutRow = { id: string; accountId: number; msisdn: string; sender: string | null };

const PAGE = 10_000;

/** Opt-outs with an id above the given one, lowest first. */
export async function readOptOuts(pool: pg.Pool, sinceId: string): Promise<OptOutRow[]> {
  const { rows } = await pool.query<OptOutRow>(
    `select id::text, account_id as "accountId", msisdn, sender from opt_outs where id > $1 order by id limit ${PAGE}`,
    [sinceId],
  );
  return rows;
}

export async function addOptOut(
  pool: pg.Pool,
  optOut: { accountId: number; msisdn: string; sender: string | null; source: string },
): Promise<void> {
  await pool.query(
    `insert into opt_outs (account_id, msisdn, sender, source) values ($1, $2, $3, $4) on conflict do nothing`,
    [optOut.accountId, optOut.msisdn, optOut.sender, optOut.source],
  );
}

/** Takes an opt-out back; a null sender takes back those of every sender. */
export async function removeOptOut(
  pool: pg.Pool,
  optOut: { accountId: number; msisdn: string; sender: string | null },
): Promise<void> {
  await pool.query(
    'delete from opt_outs where account_id = $1 and msisdn = $2 and ($3::text is null or sender = $3)',
    [optOut.accountId, optOut.msisdn, optOut.sender],
  );
}
