import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';

export type Provision = {
  readonly smscPort: number;
  /** Base address of the customer's application. */
  readonly sinkUrl: string;
  readonly window?: number;
  readonly throughput?: number;
  readonly settings?: Record<string, unknown>;
};

export type Customer = {
  readonly accountId: number;
  readonly connectorId: number;
  readonly key: string;
  readonly sender: string;
  readonly shortCode: string;
};

const BALANCE = 1_000_000_0000;
export const PRICE = 6000;

/** Puts one customer with money and one operator into a migrated database. */
export async function provision(pool: pg.Pool, order: Provision): Promise<Customer> {
  const key = `uj-test-${randomUUID()}`;
  const one = async (sql: string, ...values: unknown[]) =>
    (await pool.query<{ id: number }>(sql, values)).rows[0]?.id ?? 0;
  const accountId = await one(
    'insert into accounts (name, dlr_url, mo_url) values ($1, $2, $3) returning id',
    `customer ${key}`,
    `${order.sinkUrl}/dlr`,
    `${order.sinkUrl}/mo`,
  );
  await pool.query('insert into balances (account_id, balance) values ($1, $2)', [accountId, BALANCE]);
  await pool.query(`insert into ledger (id, account_id, kind, amount) values ($1, $2, 'topup', $3)`, [
    randomUUID(),
    accountId,
    BALANCE,
  ]);
  await pool.query('insert into api_keys (account_id, hash, hint) values ($1, $2, $3)', [
    accountId,
    createHash('sha256').update(key).digest(),
    'test',
  ]);
  await pool.query(`insert into sender_ids (account_id, sender) values ($1, 'TIARA'), ($1, '22141')`, [
    accountId,
  ]);
  await pool.query('insert into prices (account_id, per_part) values ($1, $2)', [accountId, PRICE]);
  const connectorId = await one(
    `insert into connectors (name, kind, throughput, settings) values ($1, 'smpp', $2, $3) returning id`,
    `operator ${key}`,
    order.throughput ?? 0,
    {
      host: '127.0.0.1',
      port: order.smscPort,
      systemId: 'e2e',
      password: 'e2e',
      window: order.window ?? 100,
      reconnect: { initial: 0.05, max: 0.2, afterRemoteClose: 0.05 },
      ...order.settings,
    },
  );
  await pool.query('insert into routes (account_id, connector_id) values ($1, $2)', [accountId, connectorId]);
  await pool.query(`insert into mo_routes (address, account_id) values ('22141', $1)`, [accountId]);
  return { accountId, connectorId, key, sender: 'TIARA', shortCode: '22141' };
}
