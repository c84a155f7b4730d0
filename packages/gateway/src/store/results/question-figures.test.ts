import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { readQueries } from '../read-queries.ts';
import { countValues } from './question-figures.ts';

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
