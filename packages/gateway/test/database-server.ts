import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { lockDataFolder } from '../src/store/embedded/data-lock.ts';
import { endFormerServer } from '../src/store/embedded/former-server.ts';
import { startEmbeddedServer } from '../src/store/embedded/server.ts';
import { migrate } from '../src/store/migrate.ts';

/** What a test file learns about the run's one database server. */
export interface TestServer {
  /** Address of a database on it that may create others. */
  url: string;
  /** Name of the migrated database that every test's own is cloned from. */
  template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the socket where test files ask for the server. */
    testServerSocket: string;
  }
}

const prefix = 'ujumbe-test-';
const quiet = { info: () => {}, warn: console.warn, error: console.error };

/**
 * The run's database server: the one of DATABASE_URL, or an embedded one in a temporary folder.
 * It starts when the first test file asks, so a run without database tests does not pay for it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ujumbe-ask-'));
  const socket = join(folder, 'socket');
  let started: Promise<TestServer & { stop(): Promise<void> }> | undefined;
  const door = createServer((client) => {
    started ??= process.env.DATABASE_URL ? useServer(process.env.DATABASE_URL) : startOwnServer();
    started.then(
      ({ url, template }) => client.end(JSON.stringify({ url, template })),
      (error: Error) => client.end(JSON.stringify({ error: error.message })),
    );
  });
  await new Promise<void>((resolve) => door.listen(socket, resolve));
  project.provide('testServerSocket', socket);
  return async () => {
    door.close();
    const server = await started?.catch(() => undefined);
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function useServer(url: string) {
  const template = `ujumbe_template_${randomBytes(6).toString('hex')}`;
  await run(url, `CREATE DATABASE ${template}`);
  await migrate({
    connectionConfig: { connectionString: withDatabase(url, template) },
    folder: new URL('../src/store/migrations/', import.meta.url),
  });
  return { url, template, stop: () => run(url, `DROP DATABASE ${template} WITH (FORCE)`) };
}

async function startOwnServer() {
  await removeLeftovers();
  const dataDir = await mkdtemp(join(tmpdir(), prefix));
  const server = await startEmbeddedServer({
    dataDir,
    log: quiet,
    // The data lives as long as this run, so nothing need reach the disk.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '100' },
  });
  const { user, password, database, host } = server.config;
  const url = `postgresql://${user}:${password}@localhost/${database}?host=${encodeURIComponent(host)}`;
  const { template } = await useServer(url);
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url, template, stop };
}

/** Ends and removes what runs that were killed have left in the temporary folder. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(prefix) || !(await isOursAndOld(folder))) continue;
    const lock = await lockDataFolder(folder, 0).catch(() => undefined);
    if (!lock) continue;
    await endFormerServer(join(folder, 'postgres'), quiet).catch(console.warn);
    lock.release();
    await rm(folder, { recursive: true, force: true });
  }
}

async function isOursAndOld(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && found.uid === process.getuid?.() && Date.now() - found.mtimeMs > 60_000;
}

/** The same address with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Runs one statement on a connection of its own. */
export async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
