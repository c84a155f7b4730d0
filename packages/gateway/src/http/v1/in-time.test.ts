import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFlow } from '#store/results/test-responses.ts';
import { type HttpWorld, openHttpWorld } from '../../../test/http-world.ts';
import { visitFlow } from './results/test-results.ts';

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
  ['/api/v1/messages?to=%2B254712345678&since=2026-01-01T00:00:00Z', 'messages', 'by since and until'],
  ['/api/v1/received-messages?from=%2B254712345678', 'mo', 'by since and until'],
  ['/api/v1/flows/clinic-visit/responses', 'flow_runs', 'by from and to'],
  ['/api/v1/flows/clinic-visit/results.csv', 'flow_runs', 'by from and to'],
  ['/api/v1/contact-requests', 'contact_requests', 'by limit'],
])('a search that would read for too long is ended, and says how to ask: %s', async (url, table, less) => {
  const { id, key } = await world.addAccount();
  await addFlow(world.pool, id, visitFlow);
  const ended = await asking(url, key, table);
  expect(ended.statusCode).toBe(422);
  expect(ended.json().detail).toMatch(/^The search was ended after 5 s\. Give it less to read: /);
  expect(ended.json().detail.endsWith(` ${less}.`)).toBe(true);
});

test('what cannot be narrowed is asked again in a moment', async () => {
  const { key } = await world.addAccount();
  const ended = await asking('/api/v1/consents?msisdn=254712345678', key, 'consents');
  expect([ended.statusCode, ended.headers['retry-after']]).toEqual([503, '1']);
});

/** What is answered while nobody may read the table; afterwards it is answered. */
async function asking(url: string, key: string, table: string) {
  const server = world.server({ deps: { pool: impatient } });
  const ask = () => server.inject({ url, headers: { authorization: `Bearer ${key}` } });
  const holder = await world.pool.connect();
  await holder.query(`begin; lock table ${table} in access exclusive mode`);
  const ended = await ask();
  await holder.query('rollback');
  holder.release();
  expect((await ask()).statusCode).toBe(200);
  return ended;
}
