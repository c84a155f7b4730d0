import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPostmasterPid } from './former-server.ts';
import { startEmbeddedServer } from './server.ts';

const program = fileURLToPath(new URL('../../../test/write-rows.ts', import.meta.url));
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const rounds = 10;

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ujumbe crash ü-'));
});

afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

test(`no committed row is lost in ${rounds} kills in the middle of writing`, {
  timeout: 120_000,
}, async () => {
  const committed: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const writer = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    await readUntil(writer, committed, committed.length + 50 + round * 7);
    const postmaster = await readPostmasterPid(join(dataDir, 'postgres'));
    writer.kill('SIGKILL');
    // Every second time PostgreSQL dies with its gateway, else it lives on as an orphan.
    if (round % 2 === 1 && postmaster) process.kill(postmaster, 'SIGKILL');
    await once(writer, 'close');
  }

  const server = await startEmbeddedServer({ dataDir, log: quiet });
  const client = new pg.Client(server.config);
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM rows');
  await client.end();
  await server.stop();
  const found = new Set(rows.map((row) => row.id));
  expect(committed.filter((id) => !found.has(id))).toEqual([]);
  expect(new Set(committed).size).toBe(committed.length);
});

/** Collects the numbers the writer prints; it may print a few more while it is being killed. */
async function readUntil(writer: ChildProcess, committed: string[], count: number): Promise<void> {
  if (!writer.stdout) throw new Error('the writer has no output');
  const lines = createInterface({ input: writer.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      committed.push(line);
      if (committed.length >= count) resolve();
    });
    writer.once('exit', (code) => reject(new Error(`the writer ended by itself with ${code}`)));
  });
}
