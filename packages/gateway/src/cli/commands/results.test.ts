import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pseudonymiserOf } from '#core/pseudonymiser.ts';
import { sealerOf } from '#core/sealing.ts';
import { addFlow, addResponse } from '#store/results/test-responses.ts';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { visitFlow } from '../../http/v1/results/test-results.ts';
import { runAsProgram } from '../test-terminal.ts';

const KEY = Buffer.alloc(32, 3);
let db: TestDatabase;
let env: NodeJS.ProcessEnv;
let folder: string;

beforeAll(async () => {
  db = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'ujumbe-results-'));
  env = { DATABASE_URL: db.url, UJUMBE_SEALING_KEY: KEY.toString('base64') };
  await db.pool.query(`insert into accounts (name) values ('shop')`);
  const flowId = await addFlow(db.pool, 1, visitFlow);
  await addFlow(db.pool, 1, { ...visitFlow, id: 'refuge', settings: { sensitive: true } });
  const of = { accountId: 1, flowId, startedAt: Date.parse('2026-03-01T20:30:00Z') };
  await addResponse(db.pool, {
    ...of,
    answers: [
      { name: 'place', kind: 'choice', value: 'kisumu' },
      { name: 'again', kind: 'nps', value: 9 },
      { name: 'age', kind: 'number', value: 40 },
      { name: 'remark', kind: 'text', value: 'Good\u001b[2J' },
    ],
  });
  await addResponse(db.pool, {
    ...of,
    outcome: 'expired',
    channel: 'sms',
    answers: [{ name: 'place', kind: 'choice' }],
  });
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true });
});

const results = (...words: string[]) => runAsProgram(['results', ...words], env);

test('a summary is sentences and bars', async () => {
  const { code, output, errors } = await results(
    'clinic-visit',
    '--account',
    'shop',
    '--texts',
    '--language',
    'sw',
  );
  expect([code, errors]).toEqual([0, '']);
  const lines = output.split('\n');
  expect(lines.slice(0, 2)).toEqual([
    '2 responses: 2 asked, 1 answered, 1 complete, 0 open.',
    'Ended: completed 1, expired 1.',
  ]);
  expect(output).toContain(
    'Wapi ulitembelea?  (place, choice)\n  put 2 times, answered 1, left here 1, half within 5 s\n',
  );
  expect(lines.find((line) => line.includes('Mji wa Kisumu'))).toBe(
    `  ${'Mji wa Kisumu'.padEnd(32)}  ${'█'.repeat(30)}  100 %  1`,
  );
  expect(output).toContain('  NPS 100, likely -49 to 100 (n = 1: promoters 1, passives 0, detractors 0)');
  expect(output).toContain('from 40 to 40, mean 40, median 40');
  expect(output).toContain('2026-03-01  Good\ufffd[2J');
  expect(lines.filter((line) => line.startsWith('  sms ') || line.startsWith('  ussd '))).toHaveLength(2);
});

test('files have what the API gives, with the same pseudonyms', async () => {
  const csv = join(folder, 'visits.csv');
  const ran = await results('clinic-visit', '--account', 'shop', '--csv', csv);
  expect([ran.errors, ran.output]).toEqual(['', `2 responses are in ${csv}.\n`]);
  expect(statSync(csv).mode & 0o777).toBe(0o600);
  const rows: Record<string, string>[] = parse(readFileSync(csv), { columns: true, bom: true });
  const name = pseudonymiserOf(KEY).contact(1, '254700000001');
  expect(rows.map(({ contact, place }) => [contact, place])).toEqual([
    [name, 'kisumu'],
    [name, ''],
  ]);
  const xlsx = join(folder, 'visits.xlsx');
  expect(
    (await results('clinic-visit', '--account', 'shop', '--xlsx', xlsx, '--long', '--numbers')).errors,
  ).toBe('');
  const [answers, codebook] = await readWorkbook(xlsx);
  expect(answers?.data.map((row) => row[1])).toEqual(['contact', ...Array(4).fill('254700000001')]);
  expect(codebook?.sheet).toBe('Codebook');
  const jsonl = join(folder, 'visits.jsonl');
  await results('clinic-visit', '--account', 'shop', '--jsonl', jsonl);
  expect(readFileSync(jsonl, 'utf8').trim().split('\n')).toHaveLength(2);
  await results('clinic-visit', '--account', 'shop', '--jsonl', jsonl, '--long');
  expect(readFileSync(jsonl, 'utf8').trim().split('\n')).toHaveLength(4);
});

test.each([
  [['clinic-visit'], 1, '--account is missing.'],
  [['other', '--account', 'shop'], 2, 'Account "shop" has published no flow "other".'],
  [['clinic-visit', '--account', 'shop', '--survey', 'x'], 2, 'Flow "clinic-visit" has no survey "x".'],
  [['clinic-visit', '--account', 'shop', '--from', 'May'], 1, '--from must be a day or a time'],
  [['clinic-visit', '--account', 'shop', '--csv', 'a', '--xlsx', 'b'], 1, 'Write one file at a time'],
  [
    ['clinic-visit', '--account', 'shop', '--xlsx', '/nonexistent/x.xlsx'],
    1,
    '/nonexistent/x.xlsx cannot be written: there is no such file or folder.',
  ],
  [['clinic-visit', '--account', 'shop', '--csv', '/'], 1, '/ cannot be written: it is a folder.'],
  [['refuge', '--account', 'shop', '--csv', '/nowhere/x', '--numbers'], 2, 'This flow is sensitive'],
] as const)('%j', async (words, code, says) => {
  const ran = await results(...words);
  expect([ran.code, ran.output]).toEqual([code, '']);
  expect(ran.errors).toContain(says);
});

test('contacts are not named by a key that is not the gateway’s', async () => {
  await db.pool.query(
    `insert into nodes (name, lease_until, version, sealed_by) values ('here', now(), '1', $1)`,
    [sealerOf(Buffer.alloc(32, 9)).fingerprint],
  );
  const path = join(folder, 'none.csv');
  const stranger = await results('clinic-visit', '--account', 'shop', '--csv', path);
  expect([stranger.code, stranger.errors]).toEqual([
    2,
    expect.stringContaining('this machine has another of'),
  ]);
  const { UJUMBE_SEALING_KEY: _, ...without } = env;
  const none = await runAsProgram(
    ['results', 'clinic-visit', '--account', 'shop', '--csv', path, '--data', folder],
    without,
  );
  expect([none.code, none.errors]).toEqual([2, expect.stringContaining(`is not in ${folder}`)]);
});
