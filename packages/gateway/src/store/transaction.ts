import type pg from 'pg';
import type { HotConnection, HotStatement } from './hot-connection.ts';

/**
 * Does work in one transaction, which is committed when the work is done and rolled back when it throws.
 *
 * A client that is out of its pool has nobody to hear that its connection is lost between two statements; that would end
 * the process, so it is listened to here. The next statement tells the work.
 *
 * @param begin how to begin, such as `begin isolation level repeatable read`
 */
export async function inTransaction<Result>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Runs statements so that the refusal of one does not end the transaction: others may follow in its place. */
export function apart(client: pg.PoolClient): Pick<HotConnection, 'run'> {
  return {
    async run<Row>(statement: HotStatement, values: unknown[]): Promise<Row[]> {
      await client.query('savepoint apart');
      try {
        const { rows } = await client.query({ ...statement, values });
        await client.query('release savepoint apart');
        return rows as Row[];
      } catch (error) {
        await client.query('rollback to apart; release savepoint apart');
        throw error;
      }
    },
  };
}
