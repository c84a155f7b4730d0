/**
 * Runs the whole suite on a PostgreSQL server: the one DATABASE_URL names, else one started for this run from
 * the machine's installed PostgreSQL, on loopback, in a temporary folder.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedServer, startEmbeddedServer } from '../packages/gateway/src/store/embedded/server.ts';
import { findInstalledPostgres } from './find-installed-postgres.ts';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

if (process.env.DATABASE_URL) {
  process.exitCode = await runSuite(process.env.DATABASE_URL);
} else {
  await runOnThrowawayServer();
}

async function runOnThrowawayServer(): Promise<void> {
  const binaries = await findInstalledPostgres();
  if (!binaries) {
    console.error('There is no PostgreSQL server to test on: none of version 15 or newer is installed here.');
    console.error(
      'Install one ("apt-get install postgresql" on Debian and Ubuntu, "brew install postgresql@17" on macOS),',
    );
    console.error('or set DATABASE_URL to a server on which a user may create databases.');
    process.exitCode = 1;
    return;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'ujumbe-test-server-'));
  const port = await freePort();
  const server = await startEmbeddedServer({
    dataDir,
    binaries,
    log: { info: () => {}, warn: console.warn, error: console.error },
    settings: {
      listen_addresses: '127.0.0.1',
      port: String(port),
      max_connections: '100',
      fsync: 'off',
      synchronous_commit: 'off',
    },
  });
  try {
    console.log(`Testing on PostgreSQL ${binaries.version} of ${binaries.home}`);
    process.exitCode = await runSuite(addressOf(server, port));
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function runSuite(url: string): Promise<number> {
  const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: url },
  });
  // The server must outlive the suite, so a signal only ends the suite.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

function addressOf({ config }: EmbeddedServer, port: number): string {
  return `postgresql://${config.user}:${config.password}@127.0.0.1:${port}/${config.database}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (!address || typeof address === 'string') throw new Error('The system gave no port on 127.0.0.1.');
  return address.port;
}
