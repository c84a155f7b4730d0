import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGuardedPool } from '#store/pools.ts';
import { type HttpWorld, openHttpWorld } from '../../../test/http-world.ts';
import { type SwallowingNetwork, swallowingNetwork } from '../../../test/swallowing-network.ts';

let world: HttpWorld;
let network: SwallowingNetwork;
beforeAll(async () => {
  world = await openHttpWorld();
  network = await swallowingNetwork(world.databaseConfig);
});
afterAll(async () => {
  await network.close();
  await world.close();
});

async function read(pool: pg.Pool): Promise<number> {
  const { key } = await world.addAccount();
  const headers = { authorization: `Bearer ${key}` };
  const server = world.server({ deps: { pool } });
  return (await server.inject({ url: '/api/v1/messages', headers })).statusCode;
}

test('what is read is answered 503 while the database is frozen, at once or in the middle, or gone', async () => {
  const pool = openGuardedPool(
    { ...network.config, max: 1, connectionTimeoutMillis: 300 },
    { statementMs: 5000, silenceMs: 300 },
  );
  pool.on('error', () => undefined);
  expect(await read(pool)).toBe(200);
  network.swallow();
  expect(await read(pool)).toBe(503);
  expect(await read(pool)).toBe(503);
  network.heal();
  expect(await read(pool)).toBe(200);
  await pool.end();
  const nobody = new pg.Pool({ connectionString: 'postgres://127.0.0.1:1/none' });
  expect(await read(nobody)).toBe(503);
  await nobody.end();
});
