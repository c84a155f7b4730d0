import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject } from 'vitest';
import { run, type TestServer, withDatabase } from './database-server.ts';

/** A database of one test, with every migration applied and nothing in it. */
export interface TestDatabase {
  /** For pools and clients of the code under test. */
  config: pg.ClientConfig;
  /** The same as an address, for a process that reads DATABASE_URL. */
  url: string;
  /** For the test's own looks into the tables; `drop` ends it. */
  pool: pg.Pool;
  /** Ends the pool and removes the database. Close the code under test first. */
  drop(): Promise<void>;
}

/**
 * Gives a fresh database on the run's server, cloned from the migrated template.
 * Call it in `beforeAll` or `beforeEach`, and `drop` in the matching `after` hook.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await askForServer();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await run(server.url, `CREATE DATABASE ${name} TEMPLATE ${server.template}`);
  const url = withDatabase(server.url, name);
  const config = { connectionString: url };
  // As the gateway's own pools.
  const pool = new pg.Pool({ ...config, max: 5, options: '-c jit=off' });
  const drop = async () => {
    await pool.end();
    await dropDatabase(server.url, name);
  };
  return { config, url, pool, drop };
}

/** PostgreSQL waits five seconds for connections that are closing; who stays longer is thrown out. */
async function dropDatabase(url: string, name: string): Promise<void> {
  const objectInUse = '55006';
  await run(url, `DROP DATABASE ${name}`).catch((error: pg.DatabaseError) => {
    if (error.code !== objectInUse) throw error;
    return run(url, `DROP DATABASE ${name} WITH (FORCE)`);
  });
}

async function askForServer(): Promise<TestServer> {
  const answer = JSON.parse(await text(connect(inject('testServerSocket')))) as
    | TestServer
    | { error: string };
  if ('error' in answer) throw new Error(`The run's database server did not start: ${answer.error}`);
  return answer;
}
