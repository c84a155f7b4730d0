import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { newApiKey } from '#accounts/api-keys.ts';
import { TemporarilyUnavailable } from '#core/accept.ts';
import type { BindState } from '#core/connector.ts';
import type { Account, AccountSettings, Directory, SmsConnectorRow } from '#core/directory.ts';
import { createLog } from '#core/log.ts';
import { parseMoney } from '#core/money.ts';
import { pseudonymiserOf } from '#core/pseudonymiser.ts';
import type { HttpDeps, HttpSettings } from '#http/deps.ts';
import { buildHttpServer } from '#http/server.ts';
import { Acceptor } from '#mt/accept.ts';
import { Dispatcher } from '#mt/dispatch.ts';
import { MessageRecorder } from '#mt/recorder.ts';
import { SentIndex } from '#mt/sent-index.ts';
import { readBalances } from '#store/balances.ts';
import { readDirectory } from '#store/directory.ts';
import { HotConnection } from '#store/hot-connection.ts';
import { testDatabase } from './database.ts';
import { emptyDirectory } from './empty-directory.ts';
import { openUssdWorld } from './ussd-world.ts';

/** What a test says of the account it wants; the rest is as documented customers are. */
export type AccountWish = {
  readonly balance?: string;
  readonly active?: boolean;
  readonly optedOut?: readonly string[];
  readonly scopes?: readonly string[];
  readonly ipList?: readonly string[];
  readonly expired?: boolean;
  readonly settings?: Partial<AccountSettings>;
};

export type TestAccount = { readonly id: number; readonly key: string; readonly openingBalance: number };

export type HttpWorld = {
  readonly app: FastifyInstance;
  readonly pool: pg.Pool;
  /** For connections of the test's own. */
  readonly databaseConfig: pg.ClientConfig;
  /** What the clock of the HTTP room stands at. */
  readonly now: number;
  addAccount(wish?: AccountWish): Promise<TestAccount>;
  /** Reads applications, codes, flows and surveys anew, as a change of them by a route does. */
  refreshDirectory(): Promise<void>;
  /** A second server of the same accounts, with other settings or in other circumstances. */
  server(change: WorldChange): FastifyInstance;
  close(): Promise<void>;
};

export type WorldChange = {
  readonly settings?: Partial<HttpSettings>;
  readonly database?: 'away';
  readonly deps?: Partial<HttpDeps>;
};

const defaults: AccountSettings = {
  failedHttpStatus: 200,
  nullStyle: 'string',
  smartEncoding: 'off',
  lenientNumbers: false,
  refund: 'none',
  validityMinutes: 2880,
  requestsPerSecond: 0,
};

const settings: HttpSettings = {
  trustProxy: [],
  errorStatusAs: 'string',
  authFailureStatus: 403,
  maxBatch: 1000,
  timeZone: 'Africa/Nairobi',
  rates: { keyPerSecond: 0, unauthenticatedPerSecond: 0, failedAuthPerMinute: 0, searchPerMinute: 0 },
};

/** The HTTP edge over the real accept and a real database; no operator is connected, so messages wait in their rows. */
export async function openHttpWorld(): Promise<HttpWorld> {
  const database = await testDatabase();
  const { pool } = database;
  // A connection that a test cuts says so to its pool first.
  pool.on('error', () => undefined);
  const { rows } = await pool.query<{ today: Date }>('select now() as today');
  await pool.query(`select ensure_day_partitions((now() - interval '1 day')::date, 3)`);
  await pool.query(
    `insert into connectors (name, kind, settings) values ('safaricom', 'smpp', '{"password":"marker"}')`,
  );
  const now = (rows[0]?.today ?? new Date()).getTime();
  const directory = startingDirectory();
  const optedOut = new Set<string>();
  const refreshDirectory = async () => {
    const { ussdApps, ussdCodes, ussdConnectors, moRoutes, flows, surveys } = await readDirectory(pool);
    Object.assign(directory, { ussdApps, ussdCodes, ussdConnectors, moRoutes, flows, surveys });
  };
  const closing: (() => Promise<void>)[] = [];

  function server(change: WorldChange = {}): FastifyInstance {
    const away = change.database === 'away';
    const config = away
      ? { ...database.config, connectionString: 'postgres://127.0.0.1:1/away' }
      : database.config;
    const balanceOf = async (accountId: number) => {
      if (away) throw new TemporarilyUnavailable('the database is away');
      return (await readBalances(pool, [accountId])).get(accountId) ?? 0;
    };
    const connection = new HotConnection(config, 'accept');
    const clock = { now: () => now, monotonic: () => 0 };
    const log = createLog('silent');
    const acceptPool = new pg.Pool({ ...config, max: 2 });
    acceptPool.on('error', () => undefined);
    const recorder = new MessageRecorder({
      connection,
      node: () => 1,
      directory: () => directory,
      clock,
      log,
      offerCallbacks: () => undefined,
      flushDelayMs: 0,
    });
    const sent = new SentIndex(
      100,
      (id) => recorder.isPending(id),
      () => undefined,
    );
    const dispatcher = new Dispatcher({
      pool: acceptPool,
      connection,
      node: () => 1,
      recorder,
      sent,
      clock,
      log,
      failsWhenUncertain: () => false,
      mayAct: () => true,
      laneLimit: 100,
    });
    const acceptor = new Acceptor({
      directory: () => directory,
      optOuts: { has: (accountId, msisdn) => optedOut.has(`${accountId} ${msisdn}`) },
      isUp: () => true,
      supportsFlash: () => true,
      clock,
      random: () => 0,
      connection,
      pool: acceptPool,
      dispatcher,
      node: () => 1,
      balanceOf,
      log,
      maxBacklog: 100_000,
    });
    const ussd = openUssdWorld({ config, directory: () => directory, clock });
    const app = buildHttpServer({
      accept: acceptor.accept,
      directory: () => directory,
      balanceOf,
      liveBinds: () => new Map([[1, [bind]]]),
      setConnectorEnabled: async (id) => directory.connectors.has(id) || directory.ussdConnectors.has(id),
      handleUssd: ussd.handle,
      pushUssd: async () => ({
        kind: 'shown',
        sessionId: '176374860033500000',
        reply: { action: 'con', text: 'How was the visit?' },
      }),
      startSurvey: async () => ({
        started: true,
        runId: '019aa7b0-5322-7cf3-8c02-303165997da6',
        messageId: '019aa7b0-5322-7cf3-8c02-303165997da5',
        cost: parseMoney('0.6'),
        balance: parseMoney('3137.5598'),
        mcc: '639',
        mnc: '02',
        waits: null,
      }),
      pseudonymiser: pseudonymiserOf(Buffer.alloc(32, 1)),
      refreshDirectory,
      answerOperator: async () => ({ status: 404, headers: {}, body: '' }),
      pool,
      clock,
      log,
      settings: { ...settings, ...change.settings },
      metricsText: async () => '# HELP up\nup 1\n',
      ready: async () => ({ ok: !away, reasons: away ? ['the database is away'] : [] }),
      ...change.deps,
    });
    closing.push(async () => {
      await app.close();
      await ussd.close();
      await connection.close();
      await acceptPool.end();
    });
    return app;
  }

  async function addAccount(wish: AccountWish = {}): Promise<TestAccount> {
    const openingBalance = parseMoney(wish.balance ?? '3138.1598');
    const { rows } = await pool.query<{ id: number }>(
      `with account as (insert into accounts (name) values ('account ' || gen_random_uuid()) returning id)
       insert into balances (account_id, balance) select id, $1 from account returning account_id as id`,
      [openingBalance],
    );
    const id = rows[0]?.id as number;
    const { key, hash } = newApiKey('test');
    directory.accounts.set(id, accountOf(id, wish));
    directory.keys.set(hash.toString('hex'), {
      id,
      accountId: id,
      scopes: new Set(
        wish.scopes ?? [
          'sms:send',
          'sms:read',
          'callbacks',
          'ussd:read',
          'ussd:write',
          'flows:read',
          'flows:write',
          'results:read',
          'connectors',
        ],
      ),
      ipList: wish.ipList ?? [],
      expiresAt: wish.expired ? now : null,
    });
    for (const msisdn of wish.optedOut ?? []) optedOut.add(`${id} ${msisdn}`);
    return { id, key, openingBalance };
  }

  return {
    app: server(),
    pool,
    databaseConfig: database.config,
    now,
    addAccount,
    refreshDirectory,
    server,
    close: async () => {
      for (const close of closing) await close();
      await database.drop();
    },
  };
}

type GrowingDirectory = Directory & {
  accounts: Map<number, Account>;
  keys: Map<string, Directory['keys'] extends ReadonlyMap<string, infer Key> ? Key : never>;
};

function startingDirectory(): GrowingDirectory {
  const connector: SmsConnectorRow = {
    id: 1,
    name: 'safaricom',
    kind: 'smpp',
    enabled: true,
    statusFamily: 'sdp',
    throughput: 100,
    settings: { password: 'marker' },
  };
  const route = { accountId: null, mnc: null, prefix: null, connectorId: 1, priority: 1, weight: 1 };
  return {
    ...emptyDirectory,
    accounts: new Map(),
    keys: new Map(),
    connectors: new Map([[1, connector]]),
    routes: [{ id: 1, mcc: '639', ...route }],
    prices: [{ accountId: null, mcc: '639', mnc: null, perPart: parseMoney('0.6') }],
    moRoutes: [],
  };
}

function accountOf(id: number, wish: AccountWish): Account {
  return {
    id,
    name: `account ${id}`,
    currency: 'KES',
    active: wish.active ?? true,
    defaultCountry: 'KE',
    dlrUrl: null,
    moUrl: null,
    callbackSecrets: [],
    senders: new Set(['TIARA', '22888']),
    promotionalSenders: new Set(),
    languages: new Set(),
    settings: { ...defaults, ...wish.settings },
  };
}

const bind: BindState = {
  name: 'safaricom 1',
  phase: 'bound',
  since: 1_700_000_000_000,
  windowUsed: 3,
  window: 10,
  lastError: null,
};
