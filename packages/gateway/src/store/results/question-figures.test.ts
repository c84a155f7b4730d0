import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { readQueries } from '../read-queries.ts';
import { countValues, figureNumbers } from './question-figures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    `insert into flow_runs (id, account_id, flow_id, version, channel, msisdn, address, reference, language, status, started_at, last_at)
     select gen_random_uuid(), 1, 1, 1, 'sms', '254700000001', '20880', 'K7M2', 'en', 'over', now(), now() from generate_series(1, 1200);
     insert into flow_answers (run_id, name, block, kind, position, asked_at, answered_at, channel, language, value)
     select id, 'area', 'area', 'choice', 1, now(), now(), 'sms', 'en', to_jsonb(row_number() over ()::text) from flow_runs;
     insert into flow_answers (run_id, name, block, kind, position, asked_at, answered_at, channel, language, value)
     select id, 'where', 'where', 'choices', 2, now(), now(), 'sms', 'en', '["yes", "soon"]' from flow_runs`,
  );
});
afterAll(() => database.drop());

test('a question with very many values takes nothing from the others', async () => {
  const values = await countValues(readQueries(database.pool), { accountId: 1, flowId: 1 });
  expect(values.slice(-2)).toEqual([
    { name: 'where', value: 'soon', count: 1200 },
    { name: 'where', value: 'yes', count: 1200 },
  ]);
  expect(values.filter(({ name }) => name === 'area')).toHaveLength(1000);
});

test('a day of a year that is none is left out of the figures', async () => {
  await database.pool.query(
    `insert into flow_answers (run_id, name, block, kind, position, asked_at, answered_at, channel, language, value)
     select id, 'born', 'born', 'date', 3, now(), now(), 'sms', 'en', day::jsonb
     from (select id, row_number() over () from flow_runs limit 3) as r (id, n)
     join unnest(array['"0000-01-01"', '"1970-01-03"', '"soon"']) with ordinality as given (day, n) using (n)`,
  );
  const figures = await figureNumbers(readQueries(database.pool), { accountId: 1, flowId: 1 });
  expect(figures).toEqual([{ name: 'born', count: 1, min: 2, max: 2, mean: 2, quartiles: [2, 2, 2] }]);
});
