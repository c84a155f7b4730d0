import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { checkServer } from './check-server.ts';
import { gatewayRole, readPassword } from './embedded/create-cluster.ts';
import { openDataFolder } from './embedded/data-folder.ts';
import { lockDataFolder } from './embedded/data-lock.ts';
import { socketPort } from './embedded/settings.ts';
import { reachSocketFolder } from './embedded/socket-folder.ts';
import { type OpenDatabaseOptions, type OpenedDatabase, openDatabase } from './open.ts';

export interface ConnectOptions extends OpenDatabaseOptions {
  /** Make an embedded database where there is none. */
  readonly create: boolean;
}

/** How long a gateway that is just starting may take until its database answers. */
const PATIENCE_MS = 20_000;

/**
 * Connects to the deployment's database for a command: the server of `databaseUrl`; else the embedded one, through its socket
 * while a gateway runs it, and started for the moment of the command while none does.
 *
 * `stop` of what it gives stops only what it started.
 * @throws Error when there is no database or it cannot be reached, saying what to do
 */
export async function connectDatabase(options: ConnectOptions): Promise<OpenedDatabase> {
  const { databaseUrl, dataDir, log, create } = options;
  if (databaseUrl) {
    await checkServer(databaseUrl, log, 0);
    return { connectionConfig: { connectionString: databaseUrl }, kind: 'server', stop: async () => {} };
  }
  if (!create && !(await exists(join(dataDir, 'postgres')))) {
    throw new Error(
      `There is no database in ${dataDir}. Make one with "ujumbe migrate" or "ujumbe start", ` +
        'or name the right place with --data, --config or DATABASE_URL.',
    );
  }
  const folder = await openDataFolder(dataDir);
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const taken = await whyTaken(folder);
    if (taken === null) return openDatabase(options);
    const running = await reachRunning(folder);
    if (running) return running;
    if (performance.now() > deadline) {
      throw new Error(`${taken.message} Its database does not answer.`, { cause: taken });
    }
    await sleep(100);
  }
}

/** Why the data folder cannot be had, or null when nobody lives on it. */
async function whyTaken(folder: string): Promise<Error | null> {
  try {
    (await lockDataFolder(folder, 0)).release();
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** The database of the gateway that lives on the folder, or undefined while it does not answer. */
async function reachRunning(folder: string): Promise<OpenedDatabase | undefined> {
  const cluster = join(folder, 'postgres');
  if (!(await exists(cluster))) return undefined;
  const connectionConfig = {
    host: await reachSocketFolder(cluster),
    port: socketPort,
    user: gatewayRole,
    password: await readPassword(cluster),
    database: gatewayRole,
  };
  const client = new pg.Client({ ...connectionConfig, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === '57P03') return undefined;
    throw new Error(
      `The database of the gateway that runs on ${folder} cannot be reached: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  } finally {
    await client.end();
  }
  return { connectionConfig, kind: 'embedded', stop: async () => {} };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
