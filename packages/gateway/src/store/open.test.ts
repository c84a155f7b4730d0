import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { openDatabase } from './open.ts';

// Starting servers and copying binaries takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const log = { info: () => {}, warn: () => {}, error: () => {} };

async function ask(connectionConfig: pg.ClientConfig): Promise<unknown[]> {
  const client = new pg.Client(connectionConfig);
  await client.connect();
  const { rows } = await client.query('SELECT 1 AS answer');
  await client.end();
  return rows;
}

test('without an address the embedded server is started, and stopped', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ujumbe-open-'));
  const opened = await openDatabase({ dataDir, log });
  expect(opened.kind).toBe('embedded');
  expect(await ask(opened.connectionConfig)).toEqual([{ answer: 1 }]);
  await opened.stop();
  await expect(ask(opened.connectionConfig)).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  await rm(dataDir, { recursive: true, force: true });
});

test('with an address that server is used, and outlives stop', async () => {
  const database = await testDatabase();
  const opened = await openDatabase({ databaseUrl: database.url, dataDir: '/nonexistent', log });
  expect(opened.kind).toBe('server');
  await opened.stop();
  expect(await ask(opened.connectionConfig)).toEqual([{ answer: 1 }]);
  await database.drop();
});
