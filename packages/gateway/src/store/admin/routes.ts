import type pg from 'pg';
import type { Route } from '#core/directory.ts';
import { AdminError } from './admin-error.ts';

export type RouteRow = Omit<Route, 'accountId' | 'connectorId'> & {
  account: string | null;
  operator: string;
};

export async function addRoute(pool: pg.Pool, route: Omit<Route, 'id'>): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into routes (account_id, mcc, mnc, prefix, connector_id, priority, weight)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [route.accountId, route.mcc, route.mnc, route.prefix, route.connectorId, route.priority, route.weight],
  );
  return rows[0]?.id as number;
}

export async function listRoutes(pool: pg.Pool): Promise<RouteRow[]> {
  const { rows } = await pool.query<RouteRow>(
    `select r.id, a.name as account, r.mcc, r.mnc, r.prefix, c.name as operator, r.priority, r.weight
     from routes r join connectors c on c.id = r.connector_id left join accounts a on a.id = r.account_id
     order by r.account_id nulls first, r.mcc nulls first, r.mnc nulls first, r.prefix nulls first, r.priority, r.id`,
  );
  return rows;
}

/** @throws AdminError when there is none */
export async function removeRoute(pool: pg.Pool, id: number): Promise<void> {
  const { rowCount } = await pool.query('delete from routes where id = $1', [id]);
  if (rowCount === 0) throw new AdminError(`There is no route ${id}. See "ujumbe route list".`);
}
