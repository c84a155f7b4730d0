import type pg from 'pg';
import { findAccount } from '#store/admin/accounts.ts';

/**
 * The id of the account that a command was told to look at; null where none was named, which means all.
 * @throws Error when there is no account of that name or id
 */
export async function whichAccount(pool: pg.Pool, named: string | undefined): Promise<number | null> {
  return named === undefined ? null : (await findAccount(pool, named)).id;
}
