import type pg from 'pg';
import type { Money } from '#core/money.ts';
import type { HotConnection } from './hot-connection.ts';

/** Balances of accounts as they are now. An unknown account is absent. */
export async function readBalances(
  pool: pg.Pool,
  accountIds: readonly number[],
): Promise<Map<number, Money>> {
  const { rows } = await pool.query<{ account_id: number; balance: string }>(
    'select account_id, balance::text from balances where account_id = any($1)',
    [accountIds],
  );
  return new Map(rows.map((row) => [row.account_id, Number(row.balance)]));
}

/** The balance of an account as a transaction sees it that may have changed it; 0 for an unknown account. */
export async function readBalance(connection: Pick<HotConnection, 'run'>, accountId: number): Promise<Money> {
  const [row] = await connection.run<{ balance: string }>(
    { name: 'read_balance', text: 'select balance::text from balances where account_id = $1' },
    [accountId],
  );
  return Number(row?.balance ?? 0);
}

/**
 * Adds to (or, with a negative amount, takes from) a balance, with its ledger entry.
 * @returns the balance after it
 * @throws Error when the account is unknown or the change would overspend it
 */
export async function changeBalance(
  pool: pg.Pool,
  change: { id: string; accountId: number; kind: 'topup' | 'adjustment'; amount: Money; note: string },
): Promise<Money> {
  const { rows } = await pool.query<{ balance: string }>(
    `with changed as (
       update balances set balance = balance + $3 where account_id = $2 returning balance
     ), entry as (
       insert into ledger (id, account_id, kind, amount, note) select $1, $2, $4, $3, $5 from changed
     )
     select balance::text from changed`,
    [change.id, change.accountId, change.amount, change.kind, change.note],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no account with id ${change.accountId}.`);
  return Number(row.balance);
}
