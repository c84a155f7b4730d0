/** Starts the embedded server on the folder in argv[2], prints who owns the cluster, and stops. */
import { stat } from 'node:fs/promises';
import pg from 'pg';
import { startEmbeddedServer } from '../src/store/embedded/server.ts';

const dataDir = process.argv[2];
if (!dataDir) throw new Error('Usage: start-once.ts <data folder>');
const log = { info: () => {}, warn: () => {}, error: console.error };
try {
  const server = await startEmbeddedServer({ dataDir, log });
  const client = new pg.Client(server.config);
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())');
  const { rowCount } = await client.query('INSERT INTO starts DEFAULT VALUES RETURNING at');
  await client.end();
  const { uid } = await stat(server.config.host);
  await server.stop();
  console.log(JSON.stringify({ uid, inserted: rowCount }));
} catch (error) {
  console.log(JSON.stringify({ error: (error as Error).message }));
}
