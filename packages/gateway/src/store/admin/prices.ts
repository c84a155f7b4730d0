import type pg from 'pg';
import type { Price } from '#core/directory.ts';
import type { Money } from '#core/money.ts';
import { AdminError } from './admin-error.ts';

export type PriceRow = {
  id: number;
  account: string | null;
  mcc: string | null;
  mnc: string | null;
  perPart: Money;
};

/** Sets the price of one part, in place of the former one for the same account and network. */
export async function setPrice(pool: pg.Pool, { accountId, mcc, mnc, perPart }: Price): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into prices (account_id, mcc, mnc, per_part) values ($1, $2, $3, $4)
     on conflict (account_id, mcc, mnc) do update set per_part = excluded.per_part returning id`,
    [accountId, mcc, mnc, perPart],
  );
  return rows[0]?.id as number;
}

export async function listPrices(pool: pg.Pool): Promise<PriceRow[]> {
  const { rows } = await pool.query<PriceRow & { perPart: string }>(
    `select p.id, a.name as account, p.mcc, p.mnc, p.per_part::text as "perPart"
     from prices p left join accounts a on a.id = p.account_id
     order by p.account_id nulls first, p.mcc nulls first, p.mnc nulls first`,
  );
  return rows.map((row) => ({ ...row, perPart: Number(row.perPart) }));
}

/** @throws AdminError when there is none */
export async function removePrice(pool: pg.Pool, id: number): Promise<void> {
  const { rowCount } = await pool.query('delete from prices where id = $1', [id]);
  if (rowCount === 0) throw new AdminError(`There is no price ${id}. See "ujumbe price list".`);
}
