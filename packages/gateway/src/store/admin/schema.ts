import pg from 'pg';
import { migrate } from '../migrate.ts';
import { readMigrations } from '../migration-files.ts';

const folder = new URL('../migrations/', import.meta.url);

/** Brings the database up to this version. @returns names of the migrations applied by this call */
export function applyMigrations(connectionConfig: pg.ClientConfig): Promise<string[]> {
  return migrate({ connectionConfig, folder });
}

/** Names of the migrations this version brings and the database lacks. */
export async function pendingMigrations(pool: pg.Pool): Promise<string[]> {
  const names = (await readMigrations(folder)).map((file) => file.name);
  try {
    const { rows } = await pool.query<{ name: string }>('select name from schema_migrations');
    const applied = new Set(rows.map((row) => row.name));
    return names.filter((name) => !applied.has(name));
  } catch (error) {
    const undefinedTable = '42P01';
    if (error instanceof pg.DatabaseError && error.code === undefinedTable) return names;
    throw error;
  }
}
