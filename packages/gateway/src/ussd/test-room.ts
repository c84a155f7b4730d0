import { randomBytes } from 'node:crypto';
import { guardFor } from '#callbacks/guard-url.ts';
import { HttpClient } from '#callbacks/http-client.ts';
import { type Clock, systemClock } from '#core/clock.ts';
import type { Account, UssdApp, UssdCode } from '#core/directory.ts';
import { createLog } from '#core/log.ts';
import { type Sealer, sealerOf } from '#core/sealing.ts';
import type { UssdEvent } from '#core/ussd.ts';
import { type UssdProfile, ussdProfileOf } from '#core/ussd-profile.ts';
import { sessionIds } from '#core/ussd-session-id.ts';
import { readDialled } from '#routing/ussd-route.ts';
import { HotConnection } from '#store/hot-connection.ts';
import { UssdSessionStore } from '#store/ussd-session-store.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import type { AskApp } from './apps/app.ts';
import { HttpApps } from './apps/http-app.ts';
import type { HopFacts } from './conversation.ts';
import { UssdRoom } from './handle-event.ts';

/** The connector of every event of a test. */
export const CONNECTOR = 5;

const account = { id: 7, name: 'customer', active: true } as Account;

export type RoomWish = {
  readonly app: Partial<UssdApp>;
  readonly code?: string;
  readonly moreCodes?: readonly Partial<UssdCode>[];
  readonly directDial?: UssdCode['directDial'];
  readonly profile?: Partial<UssdProfile>;
  readonly clock?: Clock;
  /** Of another node over the same database. */
  readonly beside?: { readonly database: TestDatabase; readonly sealer: Sealer };
  readonly ask?: AskApp;
  /** A number while no other node acts on the database; null where it is left out. */
  readonly solitude?: () => number | null;
};

/** The room over a real database, and a real application where the test has one. */
export async function openTestRoom(wish: RoomWish) {
  const database = wish.beside?.database ?? (await testDatabase());
  const sealer = wish.beside?.sealer ?? sealerOf(randomBytes(32));
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into nodes (name, lease_until, version) values (gen_random_uuid()::text, now() + interval '1 minute', '1') returning id`,
  );
  const nodeId = rows[0]?.id as number;
  const hasty = new HotConnection(database.config, 'claims', undefined, undefined, 'hasty');
  const durable = new HotConnection(database.config, 'hops');
  const beginning = new HotConnection(database.config, 'beginnings');
  const store = new UssdSessionStore({ hasty, durable, beginning, node: () => nodeId });
  const clock = wish.clock ?? systemClock;
  const guard = guardFor({ allow: ['127.0.0.0/8'], deny: [], requireHttps: false, nat64: [] });
  const client = new HttpClient({ guard, connections: 32, clock, totalMs: 10_000 });
  const httpApps = new HttpApps({ client, guard, clock, log: { warn: () => undefined } });
  const app = { ...defaultApp, ...wish.app };
  const codes = [{ code: wish.code ?? '*123*12#' }, ...(wish.moreCodes ?? [])].map(
    (code, index): UssdCode => ({
      id: index + 1,
      code: '',
      connectorId: null,
      appId: app.id,
      directDial: wish.directDial ?? 'ignore',
      testers: new Set(),
      ...code,
    }),
  );
  const directory = {
    ...emptyDirectory,
    accounts: new Map([[account.id, account]]),
    ussdApps: new Map([[app.id, app]]),
    ussdCodes: Map.groupBy(codes, ({ code }) => (readDialled(code) ?? []).join('*')),
  };
  const hops: HopFacts[] = [];
  const logged: string[] = [];
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  const profile = { ...ussdProfileOf({}), ...wish.profile };
  const room = new UssdRoom({
    store,
    solitude: wish.solitude ?? (() => null),
    sealer,
    directory: () => directory,
    ask: { http: httpApps.ask, script: wish.ask ?? httpApps.ask, flow: wish.ask ?? httpApps.ask },
    tellEnd: (hop, reason) => httpApps.tellEnd(hop, reason),
    newSessionId: sessionIds(() => nodeId, clock.now),
    clock,
    log,
    profileOf: () => profile,
    observe: (hop) => hops.push(hop),
  });
  return {
    database,
    sealer,
    store,
    room,
    hops,
    logged,
    /** The node's lease ends, as after a kill. */
    die: () => database.pool.query('delete from nodes where id = $1', [nodeId]),
    async close() {
      await hasty.close();
      await durable.close();
      await beginning.close();
      await client.close();
      if (wish.beside === undefined) await database.drop();
    },
  };
}

export type TestRoom = Awaited<ReturnType<typeof openTestRoom>>;

const defaultApp: UssdApp = {
  id: 3,
  accountId: account.id,
  name: 'menu',
  kind: 'http',
  enabled: true,
  language: 'en',
  sensitive: false,
  maskPins: true,
  keepComplete: 180,
  keepPartial: 30,
  settings: {},
};

const phone = { session: 's1', msisdn: '+254712345678', step: null, network: null };

/** Events as adapters make them of what a subscriber does. */
export const told = {
  begin: (dialled = '*123*12#', hop: Partial<UssdEvent> = {}) =>
    ({ ...phone, kind: 'begin', dialled, ...hop }) as UssdEvent,
  entry: (text: string, hop: Partial<UssdEvent> = {}) =>
    ({ ...phone, kind: 'continue', text, ...hop }) as UssdEvent,
  either: (text: string, hop: Partial<UssdEvent> = {}) =>
    ({ ...phone, kind: 'either', dialled: `*${text}#`, text, ...hop }) as UssdEvent,
  all: (text: string, hop: Partial<UssdEvent> = {}) =>
    ({ ...phone, kind: 'accumulated', serviceCode: '*123*12#', text, ...hop }) as UssdEvent,
  end: (reason = 'user', hop: Partial<UssdEvent> = {}) =>
    ({ ...phone, kind: 'end', reason, ...hop }) as UssdEvent,
};
