import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerFacts } from '#store/server-facts.ts';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { runAsProgram } from '../test-terminal.ts';
import type { Check } from './check.ts';
import { checkDurability, checkVersion, judgeClock } from './check-server.ts';

let db: TestDatabase;
let folder: string;
let file: string;

beforeAll(async () => {
  db = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'ujumbe-doctor-'));
  file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ databaseUrl: db.url, data: folder }));
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true });
});

async function doctor(
  mode = 0o600,
  ...more: string[]
): Promise<{ code: number; checks: Map<string, Check> }> {
  chmodSync(file, mode);
  const ran = await runAsProgram(['doctor', '--config', file, '--json', ...more], {});
  expect(ran.errors).toBe('');
  const { checks } = JSON.parse(ran.output) as { checks: Check[] };
  return { code: ran.code, checks: new Map(checks.map((check) => [check.name, check])) };
}

const sound: ServerFacts = {
  versionNumber: 160_004,
  version: '16.4',
  fsync: 'on',
  synchronousCommit: 'on',
  fullPageWrites: 'on',
  dataChecksums: 'on',
};

test('what keeps nothing is told, by the very settings', () => {
  expect(checkDurability(sound).state).toBe('ok');
  expect(checkDurability({ ...sound, synchronousCommit: 'remote_apply', dataChecksums: 'off' }).state).toBe(
    'ok',
  );
  const weak = checkDurability({ ...sound, fsync: 'off', fullPageWrites: 'off', synchronousCommit: 'off' });
  expect(weak.state).toBe('problem');
  expect(weak.says).toMatch(/^fsync, full_page_writes, synchronous_commit off:/);
  expect(weak.advice).toContain('alter system set fsync = on;');
});

test('an old server is a problem, an embedded one a note', () => {
  expect(checkVersion(sound, 'server').state).toBe('ok');
  expect(checkVersion(sound, 'embedded')).toMatchObject({
    state: 'note',
    advice: expect.stringContaining('DATABASE_URL'),
  });
  expect(checkVersion({ ...sound, versionNumber: 140_012, version: '14.12' }, 'server').state).toBe(
    'problem',
  );
});

test.each([
  [0, 'ok', 'agree'],
  [1000, 'ok', 'agree'],
  [-1001, 'problem', '1.0 s behind'],
  [90_000, 'problem', '90.0 s ahead of'],
])('a database %i ms ahead is %s', (skew, state, words) => {
  expect(judgeClock(skew)).toMatchObject({ state, says: expect.stringContaining(words) });
});

test('a database nobody has used yet has only notes', async () => {
  const { checks } = await doctor();
  const problems = [...checks.values()].filter(({ state }) => state === 'problem').map(({ name }) => name);
  // The server of the tests may run without fsync.
  expect(problems.filter((name) => name !== 'durability')).toEqual([]);
  expect(checks.get('nodes')?.state).toBe('note');
  expect(checks.get('operators')?.says).toContain('nothing can be sent');
  expect(checks.get('routes')?.says).toContain('no route leads to');
  expect(checks.get('prices')?.says).toContain('refused with 1008');
  expect(checks.get('tables')?.state).toBe('ok');
  expect(checks.get('I1 balances')?.state).toBe('ok');
});

test.each([
  [0o600, 'ok'],
  [0o644, 'problem'],
  [0o620, 'problem'],
])('a config file of mode %o with a password is %s', async (mode, state) => {
  const { checks } = await doctor(mode);
  expect(checks.get('config file')?.state).toBe(
    new URL(db.url).password === '' && mode === 0o644 ? 'ok' : state,
  );
});

test('a promise that does not hold is told with what to do, and the exit code is 2', async () => {
  await db.pool.query(
    `insert into accounts (name) values ('Shop');
     insert into connectors (name, kind, settings) values ('bad', 'smpp', '{"host": "192.0.2.1"}');
     insert into callbacks (subject_id, kind, account_id, dead) values (gen_random_uuid(), 'mo', 1, true);
     insert into orphan_receipts (connector_id, id_keys, msisdn, receipt, received_at) values (1, '{a}', '254700000001', '{}', now() - interval '1 hour');
     insert into mo (id, connector_id, source, destination, body) values (lowest_id_at(now()), 1, '254700000001', '20384', 'HI')`,
  );
  const { code, checks } = await doctor();
  expect(code).toBe(2);
  expect(checks.get('I1 balances')).toMatchObject({
    state: 'problem',
    says: expect.stringContaining('Not so: 1, such as account 1: balance missing, ledger 0'),
    advice: expect.stringContaining('sum of its ledger'),
  });
  expect(checks.get('operators')).toMatchObject({
    state: 'problem',
    says: expect.stringContaining('"bad" cannot be used'),
  });
  expect(checks.get('routes')?.state).toBe('note');
  expect(checks.get('orphan receipts')?.says).toContain('1 receipts');
  expect(checks.get('dead callbacks')?.advice).toContain('ujumbe callbacks replay --dead');
  expect(checks.get('unrouted MO')?.state).toBe('note');
});

test('what sending lacks is a problem once a key or a survey is there, and then told as it is', async () => {
  const states = async () => {
    const { checks } = await doctor();
    return ['routes', 'prices'].map((name) => checks.get(name)?.state);
  };
  await db.pool.query(
    `insert into api_keys (account_id, hash, hint, scopes) values (1, 'a', 'a', '{ussd:read}'), (1, 'b', 'b', '{sms:send}');
     update api_keys set revoked_at = now() where hint = 'b'`,
  );
  expect(await states()).toEqual(['note', 'note']);
  await db.pool.query(`update api_keys set revoked_at = null`);
  expect(await states()).toEqual(['problem', 'problem']);
  await db.pool.query(
    `delete from api_keys;
     insert into flows (account_id, name) values (1, 'visit');
     insert into surveys (account_id, name, flow_id, sender) values (1, 'visits', 1, '22141')`,
  );
  expect(await states()).toEqual(['problem', 'problem']);
  await db.pool.query(
    `insert into routes (connector_id) values (1);
     insert into prices (per_part) values (6000)`,
  );
  expect(await states()).toEqual(['ok', 'ok']);
});

test('what is younger than the grace is not held against a system in motion', async () => {
  await db.pool.query(
    `insert into nodes (name, started_at, lease_until, version) values ('here', now() - interval '1 hour', now() + interval '1 minute', '1');
     insert into mt_queue (message_id, connector_id, lane, released, expires_at) values (lowest_id_at(now()), 1, 1, false, now() - interval '10 seconds')`,
  );
  expect((await doctor(0o600)).checks.get('I4 validity')?.state).toBe('ok');
  expect((await doctor(0o600, '--grace', '5')).checks.get('I4 validity')?.state).toBe('problem');
});

test('people read a line for each check, and a verdict', async () => {
  const ran = await runAsProgram(['doctor', '--config', file], {});
  const lines = ran.output.trimEnd().split('\n');
  for (const line of lines.slice(0, -2)) expect(line).toMatch(/^(ok|note|problem) +\S|^ +→ \S/);
  expect(lines.at(-1)).toMatch(/^\d+ problems? found\.$/);
  expect(ran.code).toBe(2);
});

test('a database that cannot be reached is the finding', async () => {
  const ran = await runAsProgram(['doctor'], { DATABASE_URL: 'postgresql://someone:secret@127.0.0.1:1/db' });
  expect(ran).toMatchObject({ code: 2, errors: '' });
  expect(ran.output).toMatch(/^problem {2}database {2}The PostgreSQL server at 127\.0\.0\.1:1\/db/);
  expect(ran.output).not.toContain('secret');
});
