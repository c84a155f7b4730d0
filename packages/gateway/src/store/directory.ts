import type pg from 'pg';
import {
  type Account,
  type AccountSettings,
  type ApiKey,
  type ConnectorRow,
  type Directory,
  flowKey,
  type MoRoute,
  type Price,
  type PublishedFlow,
  type Route,
  type SmsConnectorRow,
  type Survey,
  type UssdApp,
  type UssdCode,
} from '#core/directory.ts';
import { inTransaction } from './transaction.ts';

/** What an account has where nothing else was said. */
export const defaultAccountSettings: AccountSettings = {
  failedHttpStatus: 200,
  nullStyle: 'string',
  smartEncoding: 'off',
  lenientNumbers: false,
  refund: 'none',
  validityMinutes: 24 * 60,
  requestsPerSecond: 0,
};

/** The version of what `readDirectory` reads: it grows with every change. */
export async function readDirectoryVersion(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ version: string }>('select version::text from directory_version');
  return rows[0]?.version ?? '0';
}

/** Reads accounts, keys, connectors, routes and prices as they are at one instant. */
export async function readDirectory(pool: pg.Pool): Promise<Directory> {
  return inTransaction(pool, 'begin isolation level repeatable read read only', async (client) => {
    const senders = await client.query<SenderRow>(
      `select account_id, array_agg(sender) as senders,
         coalesce(array_agg(sender) filter (where purpose = 'promotional'), '{}') as promotional
       from sender_ids group by account_id`,
    );
    const sendersOf = new Map(senders.rows.map((row) => [row.account_id, row]));
    const languages = await client.query<LanguageRow>(
      `select account_id, array_agg(distinct language) as languages
       from flows join flow_versions on flow_id = id, json_array_elements_text(languages) as language group by account_id`,
    );
    const languagesOf = new Map(languages.rows.map((row) => [row.account_id, row.languages]));
    const accounts = await client.query<AccountRow>('select * from accounts');
    const keys = await client.query<KeyRow>(
      `select id, account_id, encode(hash, 'hex') as hash, scopes, ip_list, (extract(epoch from expires_at) * 1000)::float8 as expires_ms
       from api_keys where revoked_at is null`,
    );
    const connectors = await client.query<ConnectorRow>(
      `select id, name, kind, enabled, status_family as "statusFamily", throughput, settings from connectors`,
    );
    const routes = await client.query<Route>(
      `select id, account_id as "accountId", mcc, mnc, prefix, connector_id as "connectorId", priority, weight from routes order by id`,
    );
    const prices = await client.query<Omit<Price, 'perPart'> & { perPart: string }>(
      `select account_id as "accountId", mcc, mnc, per_part::text as "perPart" from prices`,
    );
    const moRoutes = await client.query<MoRoute>(
      `select id, connector_id as "connectorId", address, keyword, account_id as "accountId", url, flow_id as "flowId" from mo_routes order by id`,
    );
    const ussdApps = await client.query<UssdApp>(
      `select id, account_id as "accountId", name, kind, enabled, language, mask_pins as "maskPins",
         id in (select id from sensitive_apps) as sensitive,
         keep_complete as "keepComplete", keep_partial as "keepPartial", settings from ussd_apps`,
    );
    const ussdCodes = await client.query<Omit<UssdCode, 'testers'> & { testers: string[] }>(
      `select id, code, connector_id as "connectorId", app_id as "appId", direct_dial as "directDial", testers from ussd_codes`,
    );
    const flows = await client.query<PublishedFlow>(
      `select id, account_id as "accountId", name, max(version) as version, bool_or(sensitive) as sensitive
       from flows join flow_versions on flow_id = id group by id`,
    );
    const surveys = await client.query<Survey>(
      `select id, account_id as "accountId", name, flow_id as "flowId", sender, state, language, when_open as "whenOpen",
         emails, show_numbers as "showNumbers" from surveys`,
    );
    return {
      accounts: new Map(
        accounts.rows.map((row) => [
          row.id,
          account(row, sendersOf.get(row.id), languagesOf.get(row.id) ?? []),
        ]),
      ),
      keys: new Map(keys.rows.map((row) => [row.hash, apiKey(row)])),
      connectors: new Map(connectors.rows.filter(carriesSms).map((row) => [row.id, row])),
      routes: routes.rows,
      prices: prices.rows.map((row) => ({ ...row, perPart: Number(row.perPart) })),
      moRoutes: moRoutes.rows,
      ussdConnectors: new Map(connectors.rows.filter((row) => !carriesSms(row)).map((row) => [row.id, row])),
      ussdApps: new Map(ussdApps.rows.map((row) => [row.id, row])),
      ussdCodes: Map.groupBy(
        ussdCodes.rows.map((row) => ({ ...row, testers: new Set(row.testers) })),
        ({ code }) => code.slice(1, -1),
      ),
      flows: new Map(flows.rows.map((row) => [row.id, row])),
      flowsByName: new Map(flows.rows.map((row) => [flowKey(row.accountId, row.name), row])),
      surveys: new Map(surveys.rows.map((row) => [row.id, row])),
    };
  });
}

function carriesSms(row: ConnectorRow): row is SmsConnectorRow {
  return row.kind === 'smpp';
}

type AccountRow = {
  id: number;
  name: string;
  currency: string;
  active: boolean;
  default_country: string;
  dlr_url: string | null;
  mo_url: string | null;
  callback_secrets: string[];
  settings: Partial<AccountSettings>;
};

type SenderRow = { account_id: number; senders: string[]; promotional: string[] };
type LanguageRow = { account_id: number; languages: string[] };

function account(row: AccountRow, senders: SenderRow | undefined, languages: readonly string[]): Account {
  return {
    id: row.id,
    name: row.name,
    currency: row.currency,
    active: row.active,
    defaultCountry: row.default_country,
    dlrUrl: row.dlr_url,
    moUrl: row.mo_url,
    callbackSecrets: row.callback_secrets,
    senders: new Set(senders?.senders),
    promotionalSenders: new Set(senders?.promotional),
    languages: new Set(languages),
    settings: { ...defaultAccountSettings, ...row.settings },
  };
}

type KeyRow = {
  id: number;
  account_id: number;
  hash: string;
  scopes: string[];
  ip_list: string[];
  expires_ms: number | null;
};

function apiKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    accountId: row.account_id,
    scopes: new Set(row.scopes),
    ipList: row.ip_list,
    expiresAt: row.expires_ms,
  };
}
