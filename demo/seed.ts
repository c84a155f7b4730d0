import {
  addApiKey,
  addConnector,
  addMoRoute,
  addRoute,
  addSenders,
  addUssdApp,
  addUssdCode,
  changeAccount,
  changeBalance,
  changeConnector,
  changeUssdApp,
  createAccount,
  hashKey,
  listAccounts,
  listConnectors,
  listUssdApps,
  newApiKey,
  newId,
  parseMoney,
  setPrice,
} from '@ujumbe/gateway';
import type pg from 'pg';
import { seedFlows } from './flows.ts';

export const senderId = 'UJUMBE';
export const shortCode = '22141';
export const serviceCode = '*384*1#';

const accountName = 'demo';
const operatorName = 'simulated-operator';
const openingBalance = '1000';
const pricePerPart = '0.6';
const smsScopes = ['sms:send', 'sms:read', 'callbacks'];
const flowScopes = ['flows:read', 'flows:write', 'results:read'];

export type SeedOrder = {
  readonly smscPort: number;
  /** Where the demo customer's application listens, for callbacks and for USSD. */
  readonly sinkUrl: string;
  readonly ussdUrl: string;
  /** The key of an earlier start, if it is known. */
  readonly formerKey: string | null;
};

/**
 * Makes the demo's account, operator, route and price where they are missing, and points them at the ports of this start.
 * @returns the API key, which an earlier start may have made, and the number of the survey
 */
export async function seed(
  pool: pg.Pool,
  { smscPort, sinkUrl, ussdUrl, formerKey }: SeedOrder,
): Promise<{ readonly apiKey: string; readonly surveyId: number }> {
  const urls = { dlrUrl: `${sinkUrl}/delivery-receipts`, moUrl: `${sinkUrl}/received-messages` };
  const settings = {
    host: '127.0.0.1',
    port: smscPort,
    systemId: 'demo',
    password: 'demo',
    ussd: { profile: 'generic' },
  };
  const account = (await listAccounts(pool)).find(({ name }) => name === accountName);
  const operator = (await listConnectors(pool)).find(({ name }) => name === operatorName);
  if (account && operator) {
    await changeAccount(pool, account.id, urls);
    await seedUssd(pool, account.id, ussdUrl);
    const surveyId = await seedFlows(pool, account.id, { sender: shortCode });
    await changeConnector(pool, { ...operator, settings: { ...operator.settings, ...settings } });
    const isLive = await isLiveKey(pool, account.id, formerKey);
    return { surveyId, apiKey: isLive ? (formerKey as string) : await makeKey(pool, account.id) };
  }
  const { id: accountId } = await createAccount(pool, { name: accountName, ...urls });
  await changeBalance(pool, {
    id: newId(),
    accountId,
    kind: 'topup',
    amount: parseMoney(openingBalance),
    note: 'demo',
  });
  await addSenders(pool, accountId, [senderId, shortCode]);
  await addMoRoute(pool, { accountId, connectorId: null, address: shortCode, keyword: null, url: null });
  await setPrice(pool, { accountId: null, mcc: null, mnc: null, perPart: parseMoney(pricePerPart) });
  await seedUssd(pool, accountId, ussdUrl);
  const surveyId = await seedFlows(pool, accountId, { sender: shortCode });
  const apiKey = await makeKey(pool, accountId);
  // Last, because a bind of it tells that the gateway knows all of the above.
  const connector = await addConnector(pool, {
    name: operatorName,
    kind: 'smpp',
    enabled: true,
    statusFamily: 'smpp',
    throughput: 0,
    settings,
  });
  await addRoute(pool, {
    accountId: null,
    mcc: null,
    mnc: null,
    prefix: null,
    connectorId: connector.id,
    priority: 10,
    weight: 1,
  });
  return { apiKey, surveyId };
}

/** The demo's code leads to the demo customer's application, wherever that listens today. */
async function seedUssd(pool: pg.Pool, accountId: number, url: string): Promise<void> {
  const app = (await listUssdApps(pool, accountId)).find(({ name }) => name === accountName);
  if (app !== undefined) {
    await changeUssdApp(pool, app.id, { settings: { ...app.settings, url } });
    return;
  }
  const { id } = await addUssdApp(pool, { accountId, name: accountName, kind: 'http', settings: { url } });
  await addUssdCode(pool, { code: serviceCode, connectorId: null, appId: id });
}

async function makeKey(pool: pg.Pool, accountId: number): Promise<string> {
  const { key, hash, hint } = newApiKey('test');
  const scopes = [...smsScopes, 'connectors', 'ussd:read', 'ussd:write', ...flowScopes];
  await addApiKey(pool, {
    accountId,
    name: accountName,
    hash,
    hint,
    scopes,
    ipList: [],
    imported: false,
    expiresAt: null,
  });
  return key;
}

async function isLiveKey(pool: pg.Pool, accountId: number, key: string | null): Promise<boolean> {
  if (key === null) return false;
  const { rows } = await pool.query(
    'select 1 from api_keys where account_id = $1 and hash = $2 and revoked_at is null',
    [accountId, hashKey(key)],
  );
  return rows.length > 0;
}
