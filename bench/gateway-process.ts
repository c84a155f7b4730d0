import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { commandOf, familyOf, parentOf } from './proc.ts';
import type { DatabasePlace } from './with-database.ts';

const root = join(import.meta.dirname, '..');
/** As `npm run ujumbe` starts it. */
const gatewayFlags: string[] = JSON.parse(
  readFileSync(join(root, 'packages/gateway/node-flags.json'), 'utf8'),
);

/** The gateway as it runs: a process of its own, started from its command line. */
export type GatewayProcess = {
  port: number;
  /** Its processes by the part they play, as they are now. */
  processes(): Record<string, number[]>;
  mainPid: number;
  stop(): Promise<void>;
};

/**
 * Starts the gateway on a database that holds what it needs, with callbacks and applications on 127.0.0.1 allowed.
 * @param folder where its configuration is written
 * @param profile writes a CPU profile into bench/profiles when it ends
 * @throws Error with the end of its log when it ends before it is ready
 */
export async function startGateway(
  folder: string,
  { dataDir, databaseUrl }: DatabasePlace,
  profile: boolean,
): Promise<GatewayProcess> {
  const config = join(folder, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({
      data: dataDir,
      http: { host: '127.0.0.1', port: 0 },
      log: { level: 'warn' },
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      callbacks: { allowPrivate: ['127.0.0.0/8'], concurrencyPerDestination: 64 },
    }),
  );
  const profiler = profile ? ['--cpu-prof', `--cpu-prof-dir=${join(import.meta.dirname, 'profiles')}`] : [];
  const program = [...gatewayFlags, ...profiler, 'packages/gateway/src/main.ts', 'start', '--config', config];
  const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(new URL(await readBaseUrl(child)).port);
  const pid = child.pid ?? 0;
  const serverPid = databaseUrl === undefined ? null : await findServer(databaseUrl);
  return {
    port,
    processes() {
      const family = familyOf(pid);
      const ofServer = databaseUrl === undefined ? family.filter(isPostgres) : familyOf(serverPid ?? 0);
      return { gateway: family.filter((member) => !isPostgres(member)), postgres: ofServer };
    },
    mainPid: pid,
    stop: () => stopGateway(child),
  };
}

function isPostgres(pid: number): boolean {
  return commandOf(pid) === 'postgres';
}

async function readBaseUrl(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  if (child.stdout === null) throw new Error('The gateway has no standard output to read.');
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const event = line.startsWith('{"event":"ready"') ? (JSON.parse(line) as { baseUrl: string }) : null;
      if (event === null) said.push(line);
      else resolve(event.baseUrl);
    });
    child.once('exit', (code) =>
      reject(
        new Error(`The gateway ended with code ${code} before it was ready:\n${said.slice(-20).join('\n')}`),
      ),
    );
  });
}

/** The postmaster behind a connection, where it runs on this machine; null elsewhere, and its CPU time is not told. */
async function findServer(databaseUrl: string): Promise<number | null> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const backend = rows[0]?.pid ?? 0;
    return isPostgres(backend) ? parentOf(backend) : null;
  } finally {
    await client.end();
  }
}

async function stopGateway(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 60_000);
  await gone;
  clearTimeout(impatience);
}
