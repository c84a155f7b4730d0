import type pg from 'pg';
import { AdminError, refusing } from './admin-error.ts';

export type NewMoRoute = {
  readonly accountId: number;
  /** Null for every operator. */
  readonly connectorId: number | null;
  readonly address: string;
  /** Upper case; null takes every text. */
  readonly keyword: string | null;
  /** Null for the account's own address. */
  readonly url: string | null;
  /** The flow it begins where the subscriber is in no conversation. */
  readonly flowId?: number | null | undefined;
};

export type MoRouteRow = {
  id: number;
  address: string;
  keyword: string | null;
  operator: string | null;
  account: string;
  url: string | null;
  flow: string | null;
};

/** @throws AdminError when another route has the same address, keyword and operator */
export async function addMoRoute(pool: pg.Pool, route: NewMoRoute): Promise<number> {
  const { rows } = await refusing(
    {
      mo_routes_connector_id_address_keyword_key: `${route.address} with ${route.keyword === null ? 'no keyword' : `keyword ${route.keyword}`} already has a route. Remove it first: "ujumbe mo-route list" shows its id.`,
    },
    pool.query<{ id: number }>(
      'insert into mo_routes (connector_id, address, keyword, account_id, url, flow_id) values ($1, $2, $3, $4, $5, $6) returning id',
      [route.connectorId, route.address, route.keyword, route.accountId, route.url, route.flowId],
    ),
  );
  return rows[0]?.id as number;
}

export async function listMoRoutes(pool: pg.Pool): Promise<MoRouteRow[]> {
  const { rows } = await pool.query<MoRouteRow>(
    `select m.id, m.address, m.keyword, c.name as operator, a.name as account, m.url, f.name as flow
     from mo_routes m join accounts a on a.id = m.account_id left join connectors c on c.id = m.connector_id
     left join flows f on f.id = m.flow_id
     order by m.address, m.keyword nulls first, m.id`,
  );
  return rows;
}

/** Whether every text that is sent to an address reaches an account, of one operator at least. */
export async function hasOpenMoRoute(pool: pg.Pool, accountId: number, address: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from mo_routes where account_id = $1 and keyword is null
       and upper(ltrim(address, '+')) = upper(ltrim($2, '+')) limit 1`,
    [accountId, address],
  );
  return rowCount !== 0;
}

/** @throws AdminError when there is none */
export async function removeMoRoute(pool: pg.Pool, id: number): Promise<void> {
  const { rowCount } = await pool.query('delete from mo_routes where id = $1', [id]);
  if (rowCount === 0) throw new AdminError(`There is no MO route ${id}. See "ujumbe mo-route list".`);
}
