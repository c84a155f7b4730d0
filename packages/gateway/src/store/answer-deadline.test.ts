import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { destroyWhenSilent, wasUnanswered } from './answer-deadline.ts';

test('a statement that begins just when the connection was idle for long enough is answered', async () => {
  const database = await testDatabase();
  const client = new pg.Client(database.config);
  await client.connect();
  let isAwaited = false;
  destroyWhenSilent(client, 50, () => isAwaited);
  const answer = new Promise((resolve, reject) => {
    client.connection.stream.once('timeout', () => {
      isAwaited = true;
      client.query('select 1 as one from pg_sleep(0.01)').then(({ rows }) => resolve(rows), reject);
    });
  });
  expect(await answer).toEqual([{ one: 1 }]);
  await client.end();
  await database.drop();
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('%s is no answer of the database', (code) => {
  expect(wasUnanswered(Object.assign(new Error('getaddrinfo'), { code }))).toBe(true);
});

test.each([
  ['57P01', true],
  ['53300', true],
  ['23505', false],
  ['57014', false],
])('the word %s of the server', (code, expected) => {
  const error = Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code });
  expect(wasUnanswered(error)).toBe(expected);
});
