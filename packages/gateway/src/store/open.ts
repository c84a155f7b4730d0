import type pg from 'pg';
import { checkServer } from './check-server.ts';
import type { DatabaseLog } from './embedded/database-log.ts';
import { startEmbeddedServer } from './embedded/server.ts';

export interface OpenDatabaseOptions {
  /** A PostgreSQL server of version 15 or newer. Without it, an embedded one is started in `dataDir`. */
  databaseUrl?: string | undefined;
  dataDir: string;
  log: DatabaseLog;
}

export interface OpenedDatabase {
  /** For `new pg.Pool(…)` and `new pg.Client(…)`. Holds a password: never log it. */
  connectionConfig: pg.ClientConfig;
  kind: 'embedded' | 'server';
  /** Stops the embedded server; does nothing to somebody else's. */
  stop(): Promise<void>;
}

/**
 * Opens the one database of this process: an embedded PostgreSQL, or the server that `databaseUrl` names.
 *
 * Throws when neither can be used, with what to do about it.
 */
export async function openDatabase({
  databaseUrl,
  dataDir,
  log,
}: OpenDatabaseOptions): Promise<OpenedDatabase> {
  if (databaseUrl) {
    const connectionConfig = { connectionString: databaseUrl };
    await checkServer(databaseUrl, log);
    return { connectionConfig, kind: 'server', stop: async () => {} };
  }
  const server = await startEmbeddedServer({ dataDir, log });
  return { connectionConfig: server.config, kind: 'embedded', stop: server.stop };
}
