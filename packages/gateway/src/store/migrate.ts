import pg from 'pg';
import { type MigrationFile, readMigrations } from './migration-files.ts';

export interface MigrateOptions {
  connectionConfig: pg.ClientConfig;
  /** Folder of `0001-<what>.sql` files. */
  folder: string | URL;
}

/** Any number that nothing else locks in this database. */
const migrationLock = 7_305_918_204;

/**
 * Brings the database up to the newest migration: forward only, one transaction each.
 *
 * Nodes that start together wait for each other on an advisory lock, and each file's claim row is inserted
 * before its statements run, so a file runs on one node only. An applied file that was edited since, and a
 * file numbered below one already applied, are errors.
 *
 * @returns names of the files applied by this call
 */
export async function migrate({ connectionConfig, folder }: MigrateOptions): Promise<string[]> {
  const files = await readMigrations(folder);
  const client = new pg.Client(connectionConfig);
  await client.connect();
  try {
    const pending = await inLockedTransaction(client, () => findPending(client, files));
    const applied: string[] = [];
    for (const file of pending) {
      if (await inLockedTransaction(client, () => apply(client, file))) applied.push(file.name);
    }
    return applied;
  } finally {
    await client.end();
  }
}

async function inLockedTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    // Waiting for another node and rewriting a table may both take longer than an ordinary statement may.
    await client.query('SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0');
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

interface AppliedRow {
  name: string;
  checksum: string;
  breaking: boolean;
}

async function findPending(client: pg.Client, files: MigrationFile[]): Promise<MigrationFile[]> {
  await client.query(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       name text PRIMARY KEY,
       checksum text NOT NULL,
       breaking boolean NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     )`,
  );
  const { rows } = await client.query<AppliedRow>('SELECT name, checksum, breaking FROM schema_migrations');
  const known = new Map(files.map((file) => [file.name, file]));
  for (const row of rows) {
    const file = known.get(row.name);
    if (!file) demandHarmless(row, files);
    else if (file.checksum !== row.checksum) {
      throw new Error(
        `Migration ${row.name} was edited after it was applied to this database. ` +
          'Restore the file as it was, and put the change into a new migration.',
      );
    }
  }
  const applied = new Set(rows.map((row) => row.name));
  const newest = [...applied].sort().at(-1) ?? '';
  const pending = files.filter((file) => !applied.has(file.name));
  const late = pending.find((file) => file.name < newest);
  if (late) {
    throw new Error(
      `Migration ${late.name} is numbered below ${newest}, which this database already has. Give it the next number.`,
    );
  }
  return pending;
}

/** A newer node may have gone ahead of us; that is fine unless it said that older nodes must stop. */
function demandHarmless(row: AppliedRow, files: MigrationFile[]): void {
  const newest = files.at(-1)?.name ?? '';
  if (row.name < newest) {
    throw new Error(
      `The database has migration ${row.name}, but its file is missing here. Restore the file.`,
    );
  }
  if (row.breaking) {
    throw new Error(
      `The database was upgraded by a newer Ujumbe (${row.name}) that this version cannot work beside. ` +
        'Start the newer version.',
    );
  }
}

/** @returns false when another node has applied the file meanwhile */
async function apply(client: pg.Client, file: MigrationFile): Promise<boolean> {
  const claim = await client.query(
    `INSERT INTO schema_migrations (name, checksum, breaking) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [file.name, file.checksum, file.breaking],
  );
  if (claim.rowCount === 0) return false;
  try {
    await client.query(file.sql);
  } catch (cause) {
    throw new Error(`Migration ${file.name} failed and changed nothing: ${(cause as Error).message}`, {
      cause,
    });
  }
  return true;
}
