import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import type { Tables } from '../tables.ts';
import { type AnswerPlace, readAnswers } from './answer-rows.ts';

const RUNS = 20_000;

type PlanNode = {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
};

let database: TestDatabase;
let db: Kysely<Tables>;
let last: CompiledQuery;
let ids: string[];

beforeAll(async () => {
  database = await testDatabase();
  const { pool } = database;
  db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => {
      last = query;
    },
  });
  await pool.query(
    `insert into flow_runs (id, account_id, flow_id, version, channel, msisdn, address, reference, language, status, started_at, last_at)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, 1, 1, 'sms', '254700000001', '20880', 'K7M2', 'en', 'over', now(), now()
     from generate_series(1, ${RUNS}) as n;
     insert into flow_answers (run_id, name, block, kind, position, asked_at, answered_at, channel, language, value)
     select id, name, name, 'number', 1, now(), now(), 'sms', 'en', '1' from flow_runs, unnest(array['age', 'size']) as name;
     analyze flow_runs, flow_answers`,
  );
  ids = (await pool.query<{ id: string }>('select id from flow_runs order by id')).rows.map(({ id }) => id);
});
afterAll(() => database.drop());

/** Runs that the last query has looked at. */
async function runsRead(): Promise<number> {
  const { rows } = await database.pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (analyze, format json) ${last.sql}`,
    [...last.parameters],
  );
  const count = (node: PlanNode): number =>
    (node['Relation Name'] === 'flow_runs'
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0) + (node.Plans ?? []).reduce((sum, inner) => sum + count(inner), 0);
  return count((rows[0] as { 'QUERY PLAN': [{ Plan: PlanNode }] })['QUERY PLAN'][0].Plan);
}

const place = (index: number): AnswerPlace => ({ runId: ids.at(index) as string, name: 'age' });

test.each([
  ['after', 'beyond', -3, [-3, -2, -2, -1, -1]],
  ['before', 'before', 2, [0, 0, 1, 1]],
] as const)('a page %s a place reads no runs of other pages', async (_label, side, index, runs) => {
  const page = { [side]: place(index), limit: 1001 };
  const found = await readAnswers(db, { accountId: 1, flowId: 1 }, page);
  expect(found.map(({ runId }) => runId)).toEqual(runs.map((at) => ids.at(at)));
  expect(await runsRead()).toBeLessThan(20);
});
