import pg from 'pg';
import { migrate } from '../packages/gateway/src/store/migrate.ts';
import { openDatabase } from '../packages/gateway/src/store/open.ts';

/** Where a gateway keeps what it knows: on the server of the URL, or embedded in its data folder. */
export type DatabasePlace = { dataDir: string; databaseUrl: string | undefined };

/** Tells only what goes wrong: the bench prints figures. */
const log = {
  info: () => undefined,
  warn: (fields: object, message: string) => console.error(message, fields),
  error: (fields: object, message: string) => console.error(message, fields),
};

/** Works on a gateway's database, in its newest schema, while no gateway runs on it. */
export async function withDatabase<Result>(
  place: DatabasePlace,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ ...place, log });
  try {
    const { connectionConfig } = database;
    await migrate({
      connectionConfig,
      folder: new URL('../packages/gateway/src/store/migrations/', import.meta.url),
    });
    const client = new pg.Client(connectionConfig);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } finally {
    await database.stop();
  }
}

/** @returns the id of the row, which the statement has to return */
export async function insertRow(client: pg.Client, statement: string, ...values: unknown[]): Promise<number> {
  const { rows } = await client.query<{ id: number }>(statement, values);
  return rows[0]?.id ?? 0;
}
