import type pg from 'pg';
import { newApiKey } from '../packages/gateway/src/accounts/api-keys.ts';
import { newId } from '../packages/gateway/src/core/ids.ts';
import { type DatabasePlace, insertRow, withDatabase } from './with-database.ts';

export type Provision = {
  smscPort: number;
  /** Where delivery callbacks go. */
  callbackUrl: string;
};

export type Customer = { accountId: number; key: string; sender: string };

const perPart = 6000;
const topUp = 1e14;

/** Puts one prepaid customer with one sender, and the kit's operator with a route to it, into the gateway's database. */
export function provision(place: DatabasePlace, order: Provision): Promise<Customer> {
  return withDatabase(place, (client) => insertRows(client, order));
}

async function insertRows(client: pg.Client, { smscPort, callbackUrl }: Provision): Promise<Customer> {
  const name = `bench-${Date.now()}`;
  const { key, hash, hint } = newApiKey('test');
  const account = await insertRow(
    client,
    'insert into accounts (name, dlr_url) values ($1, $2) returning id',
    name,
    callbackUrl,
  );
  const customer = { accountId: account, key, sender: 'UJUMBE' };
  await client.query('insert into balances (account_id, balance) values ($1, $2)', [account, topUp]);
  await client.query(`insert into ledger (id, account_id, kind, amount) values ($1, $2, 'topup', $3)`, [
    newId(),
    account,
    topUp,
  ]);
  await client.query('insert into api_keys (account_id, hash, hint) values ($1, $2, $3)', [
    account,
    hash,
    hint,
  ]);
  await client.query('insert into sender_ids (account_id, sender) values ($1, $2)', [
    account,
    customer.sender,
  ]);
  await client.query('insert into prices (account_id, per_part) values ($1, $2)', [account, perPart]);
  // A connector of an earlier run would try to bind to an operator that is gone.
  await client.query(`update connectors set enabled = false where name like 'bench-%'`);
  const connector = await insertRow(
    client,
    `insert into connectors (name, kind, settings) values ($1, 'smpp', $2) returning id`,
    name,
    { host: '127.0.0.1', port: smscPort, systemId: 'bench', password: 'bench', window: 1000 },
  );
  await client.query('insert into routes (account_id, connector_id) values ($1, $2)', [account, connector]);
  return customer;
}
