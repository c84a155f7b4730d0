import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';

export type UssdOperatorOrder = {
  readonly adapter: string;
  readonly dialect?: Record<string, unknown>;
  readonly auth?: Record<string, unknown>;
  readonly ussdProfile?: Record<string, unknown>;
};

type UssdOperator = { readonly connectorId: number; readonly token: string };

/** A connector for an operator that speaks USSD over HTTP. */
export async function addUssdOperator(pool: pg.Pool, order: UssdOperatorOrder): Promise<UssdOperator> {
  const token = randomBytes(24).toString('base64url');
  const connectorId = await insert(
    pool,
    `insert into connectors (name, kind, settings) values ($1, 'ussd-http', $2) returning id`,
    `${order.adapter} ${randomUUID()}`,
    { ...order, token },
  );
  return { connectorId, token };
}

type UssdAppOrder = {
  readonly accountId: number;
  /** Codes that lead to it, such as `*123*12#`. */
  readonly codes: readonly string[];
  readonly kind?: 'http' | 'script' | 'flow';
  readonly settings: Record<string, unknown>;
  readonly language?: string;
  readonly sensitive?: boolean;
  readonly directDial?: 'ignore' | 'replay' | 'append';
};

/** An application and the codes that lead to it. @returns its id */
export async function addUssdApp(pool: pg.Pool, order: UssdAppOrder): Promise<number> {
  const appId = await insert(
    pool,
    'insert into ussd_apps (account_id, name, kind, language, sensitive, settings) values ($1, $2, $3, $4, $5, $6) returning id',
    order.accountId,
    `app ${randomUUID()}`,
    order.kind ?? 'http',
    order.language ?? 'en',
    order.sensitive ?? false,
    order.settings,
  );
  for (const code of order.codes) {
    await pool.query('insert into ussd_codes (code, app_id, direct_dial) values ($1, $2, $3)', [
      code,
      appId,
      order.directDial ?? 'ignore',
    ]);
  }
  return appId;
}

async function insert(pool: pg.Pool, sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(sql, values);
  return (rows[0] as { id: number }).id;
}
