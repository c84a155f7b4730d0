/**
 * A program to be killed: runs the embedded server on the folder in argv[2] and writes numbered rows, one a
 * commit, printing each number once it is committed.
 */
import pg from 'pg';
import { startEmbeddedServer } from '../src/store/embedded/server.ts';

const dataDir = process.argv[2];
if (!dataDir) throw new Error('Usage: write-rows.ts <data folder>');
const log = { info: () => {}, warn: () => {}, error: console.error };
const server = await startEmbeddedServer({ dataDir, log });

async function write(): Promise<void> {
  const client = new pg.Client(server.config);
  // Its end is the point of the test; the loop below then throws and ends the program.
  client.on('error', () => process.exit(1));
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS rows (id bigint GENERATED ALWAYS AS IDENTITY, note text)');
  for (;;) {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO rows (note) VALUES (repeat('x', 200)) RETURNING id`,
    );
    process.stdout.write(`${rows[0]?.id}\n`);
  }
}

await write();
