import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { sendsmsTarget } from './load-target.ts';
import { commandOf, familyOf, parentOf } from './proc.ts';
import { type Customer, provision } from './provision.ts';
import type { RunningSubject, Subject } from './subject.ts';

const root = join(import.meta.dirname, '..');
/** As `npm run ujumbe` starts it. */
const gatewayFlags: string[] = JSON.parse(
  readFileSync(join(root, 'packages/gateway/node-flags.json'), 'utf8'),
);

/** The gateway with its database, provisioned once and started anew for each of its turns. */
export type GatewayHome = {
  subject: Subject;
  customer: Customer;
  /** Deletes the database, where it is the bench's own. */
  remove(): void;
};

export type GatewaySettings = { smscPort: number; sinkPort: number; profile: boolean };

/** Makes the gateway's configuration and its database, with one customer and the kit's operator in it. */
export async function prepareGateway({ smscPort, sinkPort, profile }: GatewaySettings): Promise<GatewayHome> {
  const folder = makeDataFolder();
  const dataDir = join(folder, 'data');
  const databaseUrl = process.env.DATABASE_URL;
  const callbackUrl = `http://127.0.0.1:${sinkPort}/dlr`;
  const customer = await provision({ dataDir, databaseUrl, smscPort, callbackUrl });
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
  const nodeOptions = profile
    ? ['--cpu-prof', `--cpu-prof-dir=${join(import.meta.dirname, 'profiles')}`]
    : [];
  return {
    customer,
    subject: {
      name: 'gateway',
      share: 1,
      start: () => startGateway(config, nodeOptions, customer, databaseUrl),
    },
    remove: () => removeDataFolder(folder),
  };
}

async function startGateway(
  config: string,
  nodeOptions: string[],
  customer: Customer,
  databaseUrl: string | undefined,
): Promise<RunningSubject> {
  const program = [
    ...gatewayFlags,
    ...nodeOptions,
    'packages/gateway/src/main.ts',
    'start',
    '--config',
    config,
  ];
  const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(new URL(await readBaseUrl(child)).port);
  const pid = child.pid ?? 0;
  const serverPid = databaseUrl === undefined ? null : await findServer(databaseUrl);
  return {
    target: sendsmsTarget(port, customer.key, customer.sender),
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
