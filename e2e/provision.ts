import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';

/** How a gateway reaches an operator. */
type OperatorOrder = {
  readonly smscPort: number;
  /** Left out: one of its own, because an operator gives the receipts of one to any session that has it. */
  readonly systemId?: string;
  readonly window?: number;
  /** Parts a second, 0 for no limit. */
  readonly throughput?: number;
  /** Settings of the connector over those of the test. */
  readonly settings?: Record<string, unknown>;
};

type AccountOrder = {
  /** Base address of the customer's application. */
  readonly sinkUrl: string;
  /** In 1/10,000 of the currency unit. */
  readonly balance?: number;
  readonly accountSettings?: Record<string, unknown>;
  readonly shortCode?: string;
  /** Over those a key usually has. */
  readonly moreScopes?: readonly string[];
};

export type Provision = OperatorOrder & AccountOrder;

export type Account = {
  readonly accountId: number;
  readonly key: string;
  readonly sender: string;
  readonly shortCode: string;
};

export type Customer = Account & { readonly connectorId: number };

const BALANCE = 1_000_000_0000;
/** Of one part, in 1/10,000 of the currency unit. */
export const PRICE = 6000;

/** Puts one customer with money and one operator into a migrated database. */
export async function provision(pool: pg.Pool, order: Provision): Promise<Customer> {
  const account = await addAccount(pool, order);
  const connectorId = await addOperator(pool, order);
  await pool.query('insert into routes (account_id, connector_id) values ($1, $2)', [
    account.accountId,
    connectorId,
  ]);
  return { ...account, connectorId };
}

/** A customer with a key, money, two senders, a price, and a short code; without a route to anywhere. */
export async function addAccount(pool: pg.Pool, order: AccountOrder): Promise<Account> {
  const { sinkUrl, balance = BALANCE, accountSettings = {}, shortCode = '22141', moreScopes = [] } = order;
  const key = `uj-test-${randomUUID()}`;
  const accountId = await insert(
    pool,
    'insert into accounts (name, dlr_url, mo_url, settings) values ($1, $2, $3, $4) returning id',
    `customer ${key}`,
    `${sinkUrl}/dlr`,
    `${sinkUrl}/mo`,
    accountSettings,
  );
  await pool.query('insert into balances (account_id, balance) values ($1, $2)', [accountId, balance]);
  await pool.query(`insert into ledger (id, account_id, kind, amount) values ($1, $2, 'topup', $3)`, [
    randomUUID(),
    accountId,
    balance,
  ]);
  await pool.query('insert into api_keys (account_id, hash, hint, scopes) values ($1, $2, $3, $4::text[])', [
    accountId,
    createHash('sha256').update(key).digest(),
    'test',
    ['sms:send', 'sms:read', 'callbacks', 'connectors', ...moreScopes],
  ]);
  await pool.query(`insert into sender_ids (account_id, sender) values ($1, 'TIARA'), ($1, $2)`, [
    accountId,
    shortCode,
  ]);
  await pool.query('insert into prices (account_id, per_part) values ($1, $2)', [accountId, PRICE]);
  await pool.query('insert into mo_routes (address, account_id) values ($1, $2)', [shortCode, accountId]);
  return { accountId, key, sender: 'TIARA', shortCode };
}

/** A connector to an operator. @returns its id */
export function addOperator(pool: pg.Pool, order: OperatorOrder): Promise<number> {
  return insert(
    pool,
    `insert into connectors (name, kind, throughput, settings) values ($1, 'smpp', $2, $3) returning id`,
    `operator ${randomUUID()}`,
    order.throughput ?? 0,
    {
      host: '127.0.0.1',
      port: order.smscPort,
      systemId: order.systemId ?? `e2e-${randomUUID().slice(0, 8)}`,
      password: 'e2e',
      window: order.window ?? 100,
      reconnect: { initial: 0.05, max: 0.2, afterRemoteClose: 0.05 },
      ...order.settings,
    },
  );
}

async function insert(pool: pg.Pool, sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(sql, values);
  const [row] = rows;
  if (!row) throw new Error(`no row came of: ${sql}`);
  return row.id;
}
