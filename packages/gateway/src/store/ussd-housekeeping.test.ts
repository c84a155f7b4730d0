import { afterEach, beforeEach, expect, test } from 'vitest';
import { lowestSessionIdAt } from '#core/ussd-session-id.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { dropOldSessions, expireSessions, forgetFinishedSessions } from './ussd-housekeeping.ts';

const NOW = Date.now();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase();
  await db.pool.query(
    `insert into accounts (name) values ('Shop');
     insert into ussd_apps (account_id, name, kind, sensitive, keep_complete, keep_partial) values
       (1, 'menu', 'http', false, 180, 30), (1, 'refuge', 'http', true, 180, 30), (1, 'short', 'http', false, 10, 20);
     insert into nodes (name, lease_until, version) values ('here', now() + interval '1 minute', '1')`,
  );
});
afterEach(() => db.drop());

type Wish = {
  readonly startedAt?: number;
  readonly appId?: number;
  readonly expiresAt?: number;
  readonly endedAt?: number;
  readonly reason?: string;
  readonly asking?: number;
};

let count = 0;
async function session(wish: Wish): Promise<string> {
  const { startedAt = NOW - MINUTE, appId = 1, expiresAt = NOW + MINUTE, endedAt, reason, asking } = wish;
  const id = String(BigInt(lowestSessionIdAt(startedAt)) + BigInt(++count));
  await db.pool.query(
    `insert into ussd_sessions (id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network,
       network_code, memory, hops, started_at, expires_at, ended_at, end_reason, asking_node)
     values ($1::bigint, 1, $1::bigint::text, 1, $2, '254700000001', '*123#', '*123#', '', '', '\\x01', 1, $3, $4, $5, $6, $7)`,
    [id, appId, new Date(startedAt), new Date(expiresAt), endedAt && new Date(endedAt), reason, asking],
  );
  await db.pool.query(
    `insert into ussd_hops (session_id, hop, action, outcome, app_ms) values ($1, 1, 'con', 'ok', 1)`,
    [id],
  );
  return id;
}

const left = async () =>
  (await db.pool.query('select id::text from ussd_sessions order by id')).rows.map(({ id }) => id);

test('sessions without an answer end at their time, and forget', async () => {
  const silent = await session({ expiresAt: NOW - 21_000 });
  await session({ expiresAt: NOW + MINUTE });
  await session({ expiresAt: NOW - 19_000 });
  await session({ expiresAt: NOW - 21_000, asking: 1 });
  const abandoned = await session({ expiresAt: NOW - 21_000, asking: 99 });
  const given = await session({ expiresAt: NOW - 61_000, asking: 1 });
  const ended = await expireSessions(db.pool, NOW);
  expect(ended.map(({ id }) => id).sort()).toEqual([silent, abandoned, given].sort());
  const { rows } = await db.pool.query(
    'select end_reason as reason, memory from ussd_sessions where id = $1',
    [silent],
  );
  expect(rows).toEqual([{ reason: 'timeout', memory: null }]);
  expect(await expireSessions(db.pool, NOW)).toEqual([]);
});

test('finished sessions forget a minute later', async () => {
  await session({ endedAt: NOW - 2 * MINUTE, reason: 'complete' });
  const fresh = await session({ endedAt: NOW - 10_000, reason: 'complete' });
  const live = await session({});
  const long = await session({ startedAt: NOW - DAY, endedAt: NOW - 3 * 60 * MINUTE, reason: 'complete' });
  await forgetFinishedSessions(db.pool, NOW - 10 * MINUTE, NOW);
  const { rows } = await db.pool.query(
    'select id::text from ussd_sessions where memory is not null order by id',
  );
  expect(rows.map(({ id }) => id)).toEqual([long, fresh, live]);
  await forgetFinishedSessions(db.pool, null, NOW);
  expect((await db.pool.query('select 1 from ussd_sessions where memory is not null')).rowCount).toBe(2);
});

test('sessions are kept as long as their application wants', async () => {
  const at = (days: number, reason: string, appId = 1) =>
    session({ startedAt: NOW - days * DAY, endedAt: NOW - days * DAY + MINUTE, reason, appId });
  await at(181, 'complete');
  const kept = [await at(179, 'complete'), await at(29, 'timeout')];
  await at(31, 'timeout');
  await at(1.1, 'complete', 2);
  kept.push(await at(0.9, 'user', 2));
  await at(11, 'complete', 3);
  kept.push(await at(11, 'user', 3), await at(9, 'complete', 3));
  await at(21, 'user', 3);
  kept.push(await session({ startedAt: NOW - 200 * DAY }));
  expect(await dropOldSessions(db.pool, NOW)).toBe(5);
  expect(await left()).toEqual(kept.sort());
  const { rows } = await db.pool.query('select count(distinct session_id)::int as sessions from ussd_hops');
  expect(rows).toEqual([{ sessions: kept.length }]);
});

test('sessions of an application whose flow is sensitive go after a day', async () => {
  await db.pool.query(
    `insert into flows (account_id, name) values (1, 'refuge');
     insert into flow_versions (flow_id, version, document) values (1, 1, '{"settings":{"sensitive":true}}');
     insert into ussd_apps (account_id, name, kind, settings) values (1, 'by flow', 'flow', '{"flow":"refuge"}')`,
  );
  const at = (days: number) =>
    session({
      startedAt: NOW - days * DAY,
      endedAt: NOW - days * DAY + MINUTE,
      reason: 'complete',
      appId: 4,
    });
  await at(1.1);
  const kept = await at(0.9);
  await dropOldSessions(db.pool, NOW);
  expect(await left()).toEqual([kept]);
});

test('sessions of a removed application go at once', async () => {
  await session({ endedAt: NOW - 30_000, reason: 'complete' });
  const other = await session({ appId: 3, endedAt: NOW, reason: 'complete' });
  await db.pool.query('delete from ussd_apps where id = 1');
  await dropOldSessions(db.pool, NOW);
  expect(await left()).toEqual([other]);
  expect((await db.pool.query('select * from ussd_removed_apps')).rows).toEqual([]);
});
