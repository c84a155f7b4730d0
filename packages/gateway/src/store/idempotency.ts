import pg from 'pg';
import { IdempotencyConflict } from '#core/accept.ts';
import type { HotConnection } from './hot-connection.ts';
import { apart, inTransaction } from './transaction.ts';

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Does something once for a key: the first time in a transaction together with its answer, later by giving that answer again.
 * A second request that comes while the first is under way waits for it, for two seconds at most.
 *
 * @throws IdempotencyConflict `different-body` when the key was used with another body, `in-progress` when the wait was too long
 */
export async function answerOnce<Answer>(
  pool: pg.Pool,
  accountId: number,
  { key, bodyHash }: { key: string; bodyHash: Buffer },
  act: (connection: Pick<HotConnection, 'run'>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await inTransaction(pool, `begin; set local lock_timeout = '2s'`, async (client) => {
      const { rowCount } = await client.query(
        'insert into idempotency_keys (account_id, key, body_hash) values ($1, $2, $3) on conflict do nothing',
        [accountId, key, bodyHash],
      );
      if (rowCount === 0) return await earlierAnswer<Answer>(client, accountId, key, bodyHash);
      const answer = await act(apart(client));
      await client.query('update idempotency_keys set results = $3 where account_id = $1 and key = $2', [
        accountId,
        key,
        JSON.stringify(answer),
      ]);
      return answer;
    });
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE)
      throw new IdempotencyConflict('in-progress');
    throw error;
  }
}

async function earlierAnswer<Answer>(
  client: pg.PoolClient,
  accountId: number,
  key: string,
  bodyHash: Buffer,
): Promise<Answer> {
  const { rows } = await client.query<{ body_hash: Buffer; results: Answer | null }>(
    'select body_hash, results from idempotency_keys where account_id = $1 and key = $2',
    [accountId, key],
  );
  const [row] = rows;
  if (!row || row.results === null) throw new IdempotencyConflict('in-progress');
  if (!row.body_hash.equals(bodyHash)) throw new IdempotencyConflict('different-body');
  return row.results;
}

/** Forgets keys older than a day. */
export async function forgetIdempotencyKeys(pool: pg.Pool): Promise<void> {
  await pool.query(`delete from idempotency_keys where created_at < now() - interval '24 hours'`);
}
