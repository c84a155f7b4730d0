import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { countEmails, returnStrayEmails } from './emails.ts';

let database: TestDatabase;
/** Runs what it is given, and keeps how. */
const plans: string[] = [];
let explaining: pg.Pool;

beforeAll(async () => {
  database = await testDatabase();
  const { pool } = database;
  await pool.query(
    `insert into emails (id, account_id, recipients, subject, body_text, body_html, owner, dead)
     select gen_random_uuid(), 1, '{one@example.org}', 's', repeat('x', 500), 'h',
       case when n <= 3 then 9 end, n between 4 and 8 from generate_series(1, 5000) as n`,
  );
  await pool.query('vacuum analyze emails');
  explaining = new Proxy(pool, {
    get: (target, name) =>
      name === 'query'
        ? async (text: string, values: unknown[]) => {
            const { rows } = await target.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
            plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
            return target.query(text, values);
          }
        : Reflect.get(target, name),
  });
});
afterAll(() => database.drop());

test('mails are counted by whether they wait or were given up', async () => {
  expect(await countEmails(database.pool)).toEqual({ waiting: 4995, dead: 5 });
});

test('mails of nodes that are gone are freed without reading those that wait', async () => {
  await returnStrayEmails(explaining, 1);
  expect((await database.pool.query('select from emails where owner is not null')).rowCount).toBe(0);
  expect(plans).toHaveLength(1);
  expect(plans[0]).not.toContain('Seq Scan on emails');
});
