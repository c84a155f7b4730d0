import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { type SwallowingNetwork, swallowingNetwork } from '../../test/swallowing-network.ts';
import { DatabaseUnavailable, HotConnection } from './hot-connection.ts';
import { openGuardedPool } from './pools.ts';

const SILENCE_MS = 300;

let database: TestDatabase;
let network: SwallowingNetwork;
let connection: HotConnection;
beforeEach(async () => {
  database = await testDatabase();
  network = await swallowingNetwork(database.config);
  connection = new HotConnection(network.config, 'silence', undefined, SILENCE_MS);
});
afterEach(async () => {
  await connection.close();
  await network.close();
  await database.drop();
});

const run = (name: string, text: string) => connection.run<Record<string, unknown>>({ name, text }, []);
const pid = async () => (await run('pid', 'select pg_backend_pid() as pid'))[0]?.pid;

describe('a hot connection whose server falls silent', () => {
  test('fails the statement under way and those behind it, and makes another when the server is back', async () => {
    const before = await pid();
    network.swallow();
    const first = run('one', 'select 1');
    const second = run('two', 'select 2');
    await expect(first).rejects.toThrow(DatabaseUnavailable);
    await expect(first).rejects.toThrow(/"silence" was lost: it has said nothing for 0.3 s/);
    await expect(second).rejects.toThrow(/cannot be reached/);
    network.heal();
    expect(await pid()).not.toBe(before);
  });

  test('ends the session it had before it does anything on another, so that no statement is done late', async () => {
    await database.pool.query('create table done (i int)');
    // The server works on, and only its answer does not come.
    const late = run('late', 'with w as (select pg_sleep(4)) insert into done select 1 from w');
    await expect(late).rejects.toThrow(DatabaseUnavailable);
    expect(await run('none', 'select * from done')).toEqual([]);
    const { rows } = await database.pool.query(
      `select state from pg_stat_activity where application_name = 'ujumbe silence' and query like '%pg_sleep(4)%' and pid <> pg_backend_pid()`,
    );
    expect(rows).toEqual([]);
  });

  test('is left alone while it has nothing to do', async () => {
    const before = await pid();
    await database.pool.query('select pg_sleep($1)', [(3 * SILENCE_MS) / 1000]);
    expect(await pid()).toBe(before);
  });

  test('is not mistaken for silent when this process itself stood still', async () => {
    // Without the network between, which would stand still as well.
    const direct = new HotConnection(database.config, 'direct', undefined, SILENCE_MS);
    const text = `select pg_sleep(${SILENCE_MS / 3000}), 1 as one`;
    await direct.run({ name: 'nap', text }, []);
    const answer = direct.run({ name: 'nap', text }, []);
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * SILENCE_MS);
    expect((await answer)[0]).toMatchObject({ one: 1 });
    await direct.close();
  });

  test('closes', async () => {
    await pid();
    network.swallow();
    await connection.close();
  });
});

test('a server that accepts and never answers is no database', async () => {
  const sockets = new Set<Socket>();
  const mute = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  const nobody = new HotConnection({ host: '127.0.0.1', port, user: 'u', database: 'd' }, 'nobody');
  await expect(nobody.run({ name: 'x', text: 'select 1' }, [])).rejects.toThrow(DatabaseUnavailable);
  await nobody.close();
  for (const socket of sockets) socket.destroy();
  mute.close();
});

test('a pool drops what is silent and goes on with the rest', async () => {
  const pool = openGuardedPool({ ...network.config, max: 1 }, { statementMs: 250, silenceMs: SILENCE_MS });
  pool.on('error', () => undefined);
  await pool.query('select 1');
  network.swallow();
  await expect(pool.query('select 2')).rejects.toThrow(/has said nothing/);
  network.heal();
  expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }]);
  await expect(pool.query('select pg_sleep(10)')).rejects.toThrow(/statement timeout/);
  await pool.end();
});
