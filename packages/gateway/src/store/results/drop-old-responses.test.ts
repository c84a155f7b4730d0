import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { dropOldResponses } from './drop-old-responses.ts';
import { addFlow, addResponse, type ResponseWish } from './test-responses.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const DAY = 86_400_000;

let db: TestDatabase;
let flowId: number;
beforeEach(async () => {
  db = await testDatabase();
  await db.pool.query(`insert into accounts (name) values ('Shop')`);
  flowId = await addFlow(db.pool, 1, {
    format: 1,
    id: 'visit',
    languages: ['en'],
    entry: 'bye',
    blocks: { bye: { kind: 'end' } },
    texts: {},
  });
  await db.pool.query(
    `insert into surveys (account_id, name, flow_id, sender, keep_days) values (1, 'short', ${flowId}, '22888', 10), (1, 'long', ${flowId}, '22888', 90);
     insert into ussd_apps (account_id, name, kind, keep_complete, keep_partial) values (1, 'menu', 'flow', 60, 20)`,
  );
});
afterEach(() => db.drop());

/** A response that began so many days ago, with a row in every table that tells of it. @returns its id */
async function add(days: number, wish: Partial<ResponseWish> = {}): Promise<string> {
  const startedAt = NOW - days * DAY;
  const answers = [{ name: 'age', kind: 'number', value: 3 }];
  const id = await addResponse(db.pool, { accountId: 1, flowId, startedAt, answers, ...wish });
  await db.pool.query(
    `with timer as (
       insert into flow_timers (run_id, kind, due_at) values ($1, 'remind', now())
     ), request as (
       insert into contact_requests (id, account_id, run_id, block, kind, reference, msisdn, channel, language, answers, numbers, created_at)
       values (gen_random_uuid(), 1, $1, 'b', 'task', 'R', '254700000001', 'sms', 'en', '{}', '{}', now())
     ), mail as (
       insert into emails (id, account_id, run_id, recipients, subject, body_text, body_html) values (gen_random_uuid(), 1, $1, '{}', '', '', '')
     )
     insert into consents (id, account_id, msisdn, purpose, version, given, wording, language, source, run_id, at)
     values (gen_random_uuid(), 1, '254700000001', 'survey', '1', true, 'May we?', 'en', 'flow', $1, now())`,
    [id],
  );
  return id;
}

async function idsIn(table: string, column = 'run_id'): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `select ${column}::text as id from ${table} order by 1`,
  );
  return rows.map(({ id }) => id);
}

test('responses are kept as long as their survey, else their application wants, and go with all their rows', async () => {
  const gone = [
    await add(11, { surveyId: 1 }),
    await add(91, { surveyId: 2, outcome: 'expired' }),
    await add(61, { appId: 1 }),
    await add(21, { appId: 1, outcome: 'expired' }),
    await add(181, { appId: 99 }),
    await add(31, { appId: 99, outcome: 'invalid' }),
    await add(366, { surveyId: 99 }),
    await add(366, {}),
    await add(11, { surveyId: 1, appId: 1 }),
  ];
  const kept = [
    await add(9, { surveyId: 1, outcome: 'expired' }),
    await add(89, { surveyId: 2 }),
    await add(59, { appId: 1 }),
    await add(59, { appId: 1, outcome: 'declined' }),
    await add(19, { appId: 1, outcome: 'expired' }),
    await add(179, { appId: 99 }),
    await add(364, { surveyId: 99, outcome: 'expired' }),
    await add(364, {}),
    await add(70, { surveyId: 2, appId: 1 }),
  ];
  expect(await dropOldResponses(db.pool, NOW)).toBe(gone.length);
  for (const table of ['flow_answers', 'flow_timers', 'contact_requests', 'emails'])
    expect(await idsIn(table)).toEqual([...kept].sort());
  expect(await idsIn('flow_runs', 'id')).toEqual([...kept].sort());
  expect(await idsIn('consents')).toEqual([...kept, ...gone].sort());
  expect(await dropOldResponses(db.pool, NOW)).toBe(0);
});

test('whoever waited for a conversation that goes begins, and timers without a run go', async () => {
  const sms = { surveyId: 2, channel: 'sms', msisdn: '254700000009' } as const;
  const other = { ...sms, msisdn: '254700000008' };
  await add(130, { ...sms, surveyId: 1, status: 'open' });
  await add(130, { ...sms, surveyId: 1, status: 'queued' });
  const [next, later] = [
    await add(20, { ...sms, status: 'queued' }),
    await add(19, { ...sms, status: 'queued' }),
  ];
  const elsewhere = [
    await add(20, { ...other, status: 'open' }),
    await add(19, { ...other, status: 'queued' }),
  ];
  await db.pool.query(`update flow_runs set address = '20880'`);
  await db.pool.query(`delete from flow_timers where run_id = any($1)`, [[next, later, ...elsewhere]]);
  await db.pool.query(`insert into flow_timers values (gen_random_uuid(), 'expire', now())`);
  expect(await dropOldResponses(db.pool, NOW)).toBe(2);
  const { rows } = await db.pool.query('select run_id, kind, due_at from flow_timers');
  expect(rows).toEqual([{ run_id: next, kind: 'start', due_at: new Date(NOW) }]);
});

test('a conversation that goes on is not cut off; one that was given up goes a month later', async () => {
  const open = await add(12, { surveyId: 1, status: 'open' });
  await add(42, { surveyId: 1, status: 'open' });
  await add(42, { surveyId: 1, status: 'queued' });
  expect(await dropOldResponses(db.pool, NOW)).toBe(2);
  expect(await idsIn('flow_runs', 'id')).toEqual([open]);
});
