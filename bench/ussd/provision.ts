import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { insertRow } from '../with-database.ts';
import { serviceCode } from './dialogue.ts';

type UssdProvision = {
  appUrl: string;
  /** Hops that the application may have under way at once. */
  concurrency: number;
};

/** What leads to the gateway's connector: the last part of the address the operator calls, and the row's id. */
type UssdProvisioned = { token: string; connectorId: number };

const usualConcurrency = 100;

/** Puts an operator that speaks as Africa's Talking does, and a code of it that leads to one application, into the database. */
export async function provisionUssd(
  client: pg.Client,
  { appUrl, concurrency }: UssdProvision,
): Promise<UssdProvisioned> {
  const name = `bench-${Date.now()}`;
  const token = randomBytes(24).toString('base64url');
  const account = await insertRow(client, 'insert into accounts (name) values ($1) returning id', name);
  const connectorId = await insertRow(
    client,
    `insert into connectors (name, kind, settings) values ($1, 'ussd-http', $2) returning id`,
    name,
    { adapter: 'africastalking', token },
  );
  const app = await insertRow(
    client,
    `insert into ussd_apps (account_id, name, kind, settings) values ($1, $2, 'http', $3) returning id`,
    account,
    name,
    { url: appUrl, dialect: 'tiara', concurrency: Math.max(usualConcurrency, concurrency) },
  );
  await client.query('insert into ussd_codes (code, connector_id, app_id) values ($1, $2, $3)', [
    serviceCode,
    connectorId,
    app,
  ]);
  return { token, connectorId };
}
