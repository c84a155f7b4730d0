import type pg from 'pg';

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
