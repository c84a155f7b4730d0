import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { destroyWhenSilent } from './answer-deadline.ts';

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
