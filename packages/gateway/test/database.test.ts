import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from './database.ts';

let one: TestDatabase;
let other: TestDatabase;

beforeAll(async () => {
  [one, other] = await Promise.all([testDatabase(), testDatabase()]);
});

afterAll(async () => {
  await Promise.all([one.drop(), other.drop()]);
});

test('a test database has every migration applied', async () => {
  const { rows } = await one.pool.query('SELECT count(*)::int AS applied FROM schema_migrations');
  expect(rows[0].applied).toBeGreaterThan(0);
});

test('two test databases do not see each other', async () => {
  await one.pool.query('CREATE TABLE mine (id int)');
  const { rows } = await other.pool.query(`SELECT to_regclass('mine') AS found`);
  expect(rows[0].found).toBeNull();
});
