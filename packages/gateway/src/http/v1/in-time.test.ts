import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld } from '../../../test/http-world.ts';

let world: HttpWorld;
let impatient: pg.Pool;
beforeAll(async () => {
  world = await openHttpWorld();
  impatient = new pg.Pool({ ...world.databaseConfig, statement_timeout: 50 });
});
afterAll(async () => {
  await impatient.end();
  await world.close();
});

test.each([
  ['/api/v1/messages?to=%2B254712345678&since=2026-01-01T00:00:00Z', 'messages'],
  ['/api/v1/received-messages?from=%2B254712345678', 'mo'],
])('a search that would read for too long is ended, and says how to ask: %s', async (url, table) => {
  const { key } = await world.addAccount();
  const server = world.server({ deps: { pool: impatient } });
  const ask = () => server.inject({ url, headers: { authorization: `Bearer ${key}` } });
  const holder = await world.pool.connect();
  await holder.query(`begin; lock table ${table} in access exclusive mode`);
  const ended = await ask();
  await holder.query('rollback');
  holder.release();
  expect(ended.statusCode).toBe(422);
  expect(ended.json()).toMatchObject({
    detail: expect.stringMatching(/^The search was ended after 5 s\..*since and until\.$/),
  });
  expect((await ask()).statusCode).toBe(200);
});
