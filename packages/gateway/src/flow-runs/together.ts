import type pg from 'pg';
import { inTransaction } from '#store/transaction.ts';

/** What is to be done when a transaction is on disk, or is known not to be. */
export type Sequel = { committed(): void; undone(): void };

export type Together = {
  readonly client: pg.PoolClient;
  /** Called in order once the transaction is over. */
  readonly sequels: Sequel[];
};

/** Does work in one transaction, and afterwards what follows from it. */
export async function together<Result>(
  pool: pg.Pool,
  work: (unit: Together) => Promise<Result>,
): Promise<Result> {
  const sequels: Sequel[] = [];
  let result: Result;
  try {
    result = await inTransaction(pool, 'begin', (client) => {
      return work({ client, sequels });
    });
  } catch (error) {
    for (const sequel of sequels) sequel.undone();
    throw error;
  }
  for (const sequel of sequels) sequel.committed();
  return result;
}
