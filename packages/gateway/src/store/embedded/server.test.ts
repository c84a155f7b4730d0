import { existsSync } from 'node:fs';
import { access, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './server.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

/** Folders, users and versions are tried here; that what is committed reaches the disk, the crash test shows. */
const fast = { fsync: 'off' };

// A start takes a second, and many of them on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let running: EmbeddedServer[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-server-'));
  const first = await startEmbeddedServer({ dataDir: join(folder, 'made'), log, settings: fast });
  await first.stop();
});

beforeEach(() => {
  running = [];
});

afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(join(folder, 'data'), { recursive: true, force: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Starts on `data`, which is a copy of a cluster made once, or on a new folder. */
async function start(name: string, options: Partial<EmbeddedServerOptions> = {}): Promise<EmbeddedServer> {
  if (name === 'data' && !existsSync(join(folder, name))) {
    await cp(join(folder, 'made'), join(folder, name), { recursive: true });
  }
  const server = await startEmbeddedServer({ dataDir: join(folder, name), log, settings: fast, ...options });
  running.push(server);
  return server;
}

async function stop(server: EmbeddedServer): Promise<void> {
  running = running.filter((one) => one !== server);
  await server.stop();
}

async function ask<Row extends pg.QueryResultRow>(server: EmbeddedServer, text: string): Promise<Row[]> {
  const client = new pg.Client(server.config);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

test('what was written is there after a stop and a start', async () => {
  const first = await start('data');
  await ask(first, 'CREATE TABLE kept AS SELECT 7 AS number');
  await stop(first);
  const second = await start('data');
  expect(await ask(second, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
});

test('the server is durable, private and not ours to command as superuser', async () => {
  const server = await start('data', { settings: {} });
  const [row] = await ask(
    server,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
            current_setting('data_checksums') AS checksums, current_setting('listen_addresses') AS addresses,
            current_setting('server_encoding') AS encoding, (SELECT datlocale FROM pg_database LIMIT 1) AS locale,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`,
  );
  expect(row).toEqual({
    fsync: 'on',
    commit: 'on',
    checksums: 'on',
    addresses: '',
    encoding: 'UTF8',
    locale: 'C.UTF-8',
    superuser: false,
  });
  expect((await stat(server.config.host)).mode & 0o777).toBe(0o700);
  expect((await stat(join(server.config.host, 'ujumbe-password'))).mode & 0o777).toBe(0o600);
  expect(Buffer.from(server.config.password, 'base64url')).toHaveLength(32);
});

test('a wrong password is refused', async () => {
  const server = await start('data');
  const client = new pg.Client({ ...server.config, password: 'wrong' });
  await expect(client.connect()).rejects.toThrow(/password authentication failed/);
});

test('a second gateway on the same folder is told who has it', async () => {
  await start('data');
  await expect(start('data')).rejects.toThrow(
    `already running on the data folder ${join(folder, 'data')} as pid ${process.pid}`,
  );
});

test('two gateways on two folders work beside each other', async () => {
  const [one, other] = await Promise.all([start('data'), start('other')]);
  expect(one.pid()).not.toBe(other.pid());
  expect(await ask(one, 'SELECT 1 AS a')).toEqual(await ask(other, 'SELECT 1 AS a'));
});

test.each([
  ['spaces and letters beyond ASCII', 'données du portail ñ 数据'],
  ['a path too long for a socket', 'd'.repeat(120)],
  ['shell characters', `it's "$(quoted)"; & co`],
])('a data folder with %s works', async (_what, name) => {
  const server = await start(name);
  expect(await ask(server, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
});

test('PostgreSQL killed under a living gateway is started again', async () => {
  const server = await start('data');
  await ask(server, 'CREATE TABLE kept AS SELECT 7 AS number');
  const before = server.pid();
  process.kill(before, 'SIGKILL');
  await vi.waitUntil(() => server.pid() !== before, { timeout: 15_000 });
  expect(await ask(server, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
});

test('stop works while PostgreSQL is being started again', async () => {
  const server = await start('data');
  process.kill(server.pid(), 'SIGKILL');
  await stop(server);
  const again = await start('data');
  expect(await ask(again, 'SELECT 1 AS a')).toEqual([{ a: 1 }]);
});

test('the remains of a start killed in the middle of initdb are thrown away', async () => {
  const server = await start('data');
  await stop(server);
  const remains = join(folder, 'data', 'postgres.new-abcdef');
  await writeFile(remains, 'half');
  await start('data');
  await expect(access(remains)).rejects.toThrow(/ENOENT/);
});

test('a cluster of another PostgreSQL version is refused with its number', async () => {
  await stop(await start('data'));
  await writeFile(join(folder, 'data', 'postgres', 'PG_VERSION'), '16\n');
  await expect(start('data')).rejects.toThrow(/made by PostgreSQL 16, and this Ujumbe brings PostgreSQL 18/);
});

test('a setting PostgreSQL does not know is told in its words', async () => {
  await expect(start('data', { settings: { no_such_setting: '1' } })).rejects.toThrow(
    /did not start on .*: unrecognized configuration parameter "no_such_setting"/,
  );
});

test('the log keeps a failing statement and its values out', async () => {
  const server = await start('data');
  await ask(server, 'CREATE TABLE numbers (msisdn text PRIMARY KEY)');
  await ask(server, `INSERT INTO numbers VALUES ('254700000001')`);
  await expect(ask(server, `INSERT INTO numbers VALUES ('254700000001')`)).rejects.toThrow(/duplicate key/);
  const written = await readFile(join(folder, 'data', 'postgres.log'), 'utf8');
  expect(written).toContain('duplicate key');
  expect(written).not.toContain('254700000001');
});
