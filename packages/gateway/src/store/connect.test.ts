import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase } from './connect.ts';
import type { OpenedDatabase } from './open.ts';

let dataDir: string;
const log = { info: () => {}, warn: () => {}, error: console.error };

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ujumbe-connect-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function ask<T>(database: OpenedDatabase, statement: string): Promise<T[]> {
  const client = new pg.Client(database.connectionConfig);
  await client.connect();
  try {
    return (await client.query<T & pg.QueryResultRow>(statement)).rows;
  } finally {
    await client.end();
  }
}

test('a folder without a database is left as it is', async () => {
  const folder = join(dataDir, 'nowhere');
  await expect(connectDatabase({ dataDir: folder, log, create: false })).rejects.toThrow(
    `There is no database in ${folder}. Make one with "ujumbe migrate"`,
  );
  await expect(rm(folder)).rejects.toThrow('ENOENT');
});

test('the embedded server runs for a command alone, and is shared while a gateway has it', async () => {
  const alone = await connectDatabase({ dataDir, log, create: true });
  await ask(alone, 'create table notes (text text)');
  await alone.stop();
  await expect(ask(alone, 'select 1')).rejects.toThrow();

  // Another process, because a data folder belongs to a process.
  const gateway = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../test/write-rows.ts'), dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(gateway, 'exit');
  try {
    await once(gateway.stdout, 'data');
    const shared = await connectDatabase({ dataDir, log, create: false });
    await ask(shared, `insert into notes values ('beside')`);
    await shared.stop();
    expect(await ask(shared, 'select text from notes')).toEqual([{ text: 'beside' }]);
  } finally {
    gateway.kill('SIGKILL');
    await ended;
  }

  const afterKill = await connectDatabase({ dataDir, log, create: false });
  expect(await ask(afterKill, 'select text from notes')).toEqual([{ text: 'beside' }]);
  await afterKill.stop();
});

test('a server that does not answer is told without its password', async () => {
  const databaseUrl = 'postgresql://someone:secret@127.0.0.1:1/db';
  const connecting = connectDatabase({ databaseUrl, dataDir, log, create: false });
  await expect(connecting).rejects.toThrow('The PostgreSQL server at 127.0.0.1:1/db');
  await expect(connecting).rejects.not.toThrow('secret');
});
