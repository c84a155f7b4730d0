import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Flow } from '@ujumbe/flows';
import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pseudonymiserOf } from '#core/pseudonymiser.ts';
import { addFlow, addResponse } from '#store/results/test-responses.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { ask, visitFlow } from './test-results.ts';

let world: HttpWorld;
let account: TestAccount;
let flowId: number;
let ids: string[];
beforeAll(async () => {
  world = await openHttpWorld();
  account = await world.addAccount({ scopes: ['results:read', 'admin'] });
  flowId = await addFlow(world.pool, account.id, visitFlow);
  ids = await addTwo();
});
afterAll(() => world.close());

const START = Date.parse('2026-03-02T08:00:00Z');
const { contact } = pseudonymiserOf(Buffer.alloc(32, 1));

async function addTwo(): Promise<string[]> {
  const of = { accountId: account.id, flowId };
  const whole = await addResponse(world.pool, {
    ...of,
    startedAt: START,
    answers: [
      { name: 'agree', kind: 'consent', value: 'yes', label: 'Yes', raw: '1' },
      { name: 'place', kind: 'choice', value: 'kisumu', label: 'Kisumu town', raw: '1' },
      {
        name: 'reasons',
        kind: 'choices',
        value: ['near', 'cheap'],
        label: 'It is near, It is cheap',
        raw: '1 3',
      },
      { name: 'age', kind: 'number', value: -3, raw: '-3' },
      { name: 'visited', kind: 'date', value: '2026-02-28', raw: '28/2/2026' },
      { name: 'again', kind: 'nps', value: 9, raw: '9' },
      { name: 'phone', kind: 'phone', value: '254700000006', raw: '0700000006' },
      { name: 'remark', kind: 'text', value: '=HYPERLINK("http://x")', raw: '=HYPERLINK("http://x")' },
      { name: 'group', kind: 'set', value: 'adult' },
      { name: 'old_question', kind: 'text', value: 'from an older version' },
    ],
  });
  const broken = await addResponse(world.pool, {
    ...of,
    startedAt: START + 60_000,
    channel: 'sms',
    language: 'sw',
    msisdn: '254700000002',
    status: 'open',
    answers: [
      { name: 'agree', kind: 'consent', value: 'no', label: 'Hapana', raw: '2' },
      { name: 'place', kind: 'choice' },
    ],
  });
  return [whole, broken];
}

const file = (query: string) => ask(world, account, `/flows/clinic-visit/${query}`);
const csvOf = async (query: string): Promise<Record<string, string>[]> => {
  const answer = await file(query);
  expect(answer.status).toBe(200);
  return parse(answer.text, { columns: true, bom: true });
};
const lineOf = (rows: Record<string, unknown>[], line = 0, ...names: string[]) =>
  names.map((name) => rows[line]?.[name]);
const questions = [
  'agree',
  'place',
  'reasons',
  'age',
  'visited',
  'again',
  'phone',
  'remark',
  'group',
  'old_question',
];

test('a wide CSV has a row a response, oldest first, and a column a question in the order of the flow', async () => {
  const answer = await file('results.csv');
  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="clinic-visit-${new Date(world.now).toISOString().slice(0, 10)}.csv"`,
    'cache-control': 'no-store',
  });
  const [header, ...rows] = parse(answer.text) as string[][];
  const fixed = [
    'response_id',
    'contact',
    'survey',
    'version',
    'channel',
    'language',
    'status',
    'outcome',
    'started',
    'ended',
  ];
  expect(header).toEqual([...fixed, ...questions]);
  expect(rows).toEqual([
    [
      ids[0],
      contact(account.id, '254700000001'),
      '',
      '1',
      'ussd',
      'en',
      'complete',
      'completed',
      '2026-03-02T08:00:00.000Z',
      '2026-03-02T08:01:00.000Z',
      ...['yes', 'kisumu', 'near;cheap', '-3', '2026-02-28', '9', contact(account.id, '254700000006')],
      ...['\'=HYPERLINK("http://x")', 'adult', 'from an older version'],
    ],
    [
      ids[1],
      contact(account.id, '254700000002'),
      '',
      '1',
      'sms',
      'sw',
      'partial',
      '',
      '2026-03-02T08:01:00.000Z',
      '',
      'no',
      ...Array(9).fill(''),
    ],
  ]);
});

test('answers may be labels of a language, choices columns of their own, contacts numbers', async () => {
  const rows = await csvOf('results.csv?answers=labels&in=sw&split=true&numbers=true');
  expect(lineOf(rows, 0, 'contact', 'phone', 'agree', 'place', 'reasons', 'again')).toEqual([
    '254700000001',
    '254700000006',
    'Ndiyo',
    'Mji wa Kisumu',
    'Ni karibu;Ni rahisi',
    '9',
  ]);
  expect(lineOf(rows, 0, 'reasons.near', 'reasons.kind', 'reasons.cheap')).toEqual(['1', '0', '1']);
  expect(lineOf(rows, 1, 'reasons.near', 'reasons.kind', 'reasons.cheap')).toEqual(['', '', '']);
  expect((await file('results.csv?mark=true')).text.startsWith('\ufeffresponse_id,')).toBe(true);
});

test('a long CSV has a row an answer', async () => {
  const rows = await csvOf('results.csv?shape=long&in=en');
  expect(rows).toHaveLength(11);
  expect(rows.map(({ question }) => question)).toEqual([...questions, 'agree']);
  expect(rows[2]).toEqual({
    response_id: ids[0],
    contact: contact(account.id, '254700000001'),
    survey: '',
    version: '1',
    channel: 'ussd',
    language: 'en',
    status: 'complete',
    outcome: 'completed',
    started: '2026-03-02T08:00:00.000Z',
    ended: '2026-03-02T08:01:00.000Z',
    question: 'reasons',
    kind: 'choices',
    asked: '2026-03-02T08:00:20.000Z',
    answered: '2026-03-02T08:00:25.000Z',
    value: 'near;cheap',
    label: 'It is near;It is cheap',
    entered: '1 3',
  });
  expect(lineOf(rows, 6, 'value', 'label', 'entered')).toEqual([contact(account.id, '254700000006'), '', '']);
});

test('a workbook has the responses with their types, and a codebook', async () => {
  const answer = await file('results.xlsx?in=sw');
  expect(answer.headers['content-type']).toBe(
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  );
  const [responses, codebook] = await readWorkbook(answer.bytes);
  expect([responses?.sheet, codebook?.sheet]).toEqual(['Responses', 'Codebook']);
  const [header = [], first = []] = responses?.data ?? [];
  const cell = (name: string) => first[header.indexOf(name)];
  expect(['started', 'age', 'visited', 'again', 'remark', 'version'].map(cell)).toEqual([
    new Date('2026-03-02T08:00:00Z'),
    -3,
    new Date('2026-02-28'),
    9,
    '=HYPERLINK("http://x")',
    1,
  ]);
  expect(codebook?.data[0]).toEqual(['column', 'kind', 'text', 'value', 'label']);
  const place = codebook?.data.filter(([name]) => name === 'place');
  expect(place).toEqual([
    ['place', 'choice', 'Wapi ulitembelea?', 'kisumu', 'Mji wa Kisumu'],
    ['place', 'choice', 'Wapi ulitembelea?', 'nairobi', 'Nairobi'],
  ]);
});

test('the codebook is a file of its own too, in the first language where nothing else is said', async () => {
  const rows = await csvOf('results/codebook.csv');
  expect(rows.map(({ column }) => column)).toEqual([
    ...[
      'response_id',
      'contact',
      'survey',
      'version',
      'channel',
      'language',
      'status',
      'outcome',
      'started',
      'ended',
    ],
    ...['agree', 'agree', 'place', 'place', 'reasons', 'reasons', 'reasons', ...questions.slice(3)],
  ]);
  expect(rows.find(({ value }) => value === 'kind')).toEqual({
    column: 'reasons',
    kind: 'choices',
    text: 'Why?',
    value: 'kind',
    label: 'They are kind',
  });
});

test('no two columns of a wide table are called the same, and the codebook calls them as the table does', async () => {
  const other = await world.addAccount({ scopes: ['results:read'] });
  const blocks: Flow['blocks'] = {
    language: { kind: 'text', text: 'ask', exits: { next: 'status' } },
    status: {
      kind: 'choices',
      text: 'ask',
      options: [{ value: 'ill', label: 'ask' }],
      exits: { next: 'more' },
    },
    more: { kind: 'set', values: { 'answers.answer_status': 'set' }, exits: { next: 'bye' } },
    bye: { kind: 'end' },
  };
  const id = await addFlow(world.pool, other.id, {
    ...{ format: 1, id: 'clash', languages: ['en'], entry: 'language' },
    ...{ blocks, texts: { ask: { en: 'Which?' } } },
  });
  await addResponse(world.pool, {
    ...{ flowId: id, accountId: other.id, startedAt: START },
    answers: [
      { name: 'language', kind: 'text', value: 'Dholuo' },
      { name: 'status', kind: 'choices', value: ['ill'] },
      { name: 'answer_status', kind: 'set', value: 'set' },
    ],
  });
  const columns = ['answer_language', 'answer_answer_status', 'answer_status'];
  const wide = await ask(world, other, '/flows/clash/results.csv?split=true');
  const [row = {}] = parse(wide.text, { columns: true }) as Record<string, string>[];
  expect(lineOf([row], 0, 'language', 'status', ...columns, 'answer_answer_status.ill')).toEqual([
    ...['en', 'complete', 'Dholuo', 'ill', 'set', '1'],
  ]);
  const told = await ask(world, other, '/flows/clash/results/codebook.csv');
  const names = (parse(told.text, { columns: true }) as Record<string, string>[]).map(({ column }) => column);
  expect(names.slice(-3)).toEqual(columns);
  expect(new Set(names).size).toBe(names.length);
});

test('JSON Lines keep the types of what was answered', async () => {
  const answer = await file('results.jsonl');
  const [first, second, ...none] = answer.text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(none).toEqual([]);
  expect(first.values).toMatchObject({ agree: 'yes', reasons: ['near', 'cheap'], age: -3, again: 9 });
  expect([first.id, second.id, second.values]).toEqual([ids[0], ids[1], { agree: 'no' }]);
  const long = (await file('results.jsonl?shape=long')).text.split('\n').filter(Boolean);
  expect(long).toHaveLength(11);
  expect(JSON.parse(long[2] as string)).toMatchObject({
    id: ids[0],
    question: 'reasons',
    value: ['near', 'cheap'],
  });
});

test('the conditions hold for files as well', async () => {
  expect((await csvOf('results.csv?channel=sms')).map((row) => row.response_id)).toEqual([ids[1]]);
  expect((await csvOf('results.csv?status=complete')).map((row) => row.response_id)).toEqual([ids[0]]);
  expect((await file('results.csv?survey=None')).status).toBe(422);
  expect((await file('results.csv?shape=tall')).status).toBe(422);
});

test('10,000 responses are read no faster than they are taken, and all arrive', async () => {
  const big = await world.addAccount({ scopes: ['results:read'] });
  const id = await addFlow(world.pool, big.id, visitFlow);
  await world.pool.query(
    `with runs as (
       insert into flow_runs (id, account_id, flow_id, version, channel, msisdn, address, reference, language, status, outcome, started_at, last_at, ended_at)
       select ('019c0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, $2, 1, 'ussd', '2547' || lpad(n::text, 8, '0'), '*384#', 'R', 'en', 'over',
         'completed', now(), now(), now()
       from generate_series(1, 10000) as n returning id
     )
     insert into flow_answers (run_id, name, block, kind, position, asked_at, answered_at, channel, language, value, raw)
     select id, name, name, 'text', 0, now(), now(), 'ussd', 'en', to_jsonb(repeat('Habari ', 120)), ''
     from runs, unnest(array['remark', 'old_question']) as name`,
    [big.id, id],
  );
  let pages = 0;
  const pool = new Proxy(world.pool, {
    get(target, name) {
      if (name !== 'connect') return Reflect.get(target, name, target);
      return async () => {
        const client = await target.connect();
        return new Proxy(client, {
          get: (inner, key) => {
            if (key !== 'query') {
              const value = Reflect.get(inner, key, inner);
              return typeof value === 'function' ? value.bind(inner) : value;
            }
            return (...args: [string]) => {
              if (/from flow_answers\s+where run_id = any/.test(args[0])) pages += 1;
              return inner.query(...args);
            };
          },
        });
      };
    },
  });
  const app = world.server({ deps: { pool } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/api/v1/flows/clinic-visit/results.csv`;
  const download = () => get(url, { agent: false, headers: { authorization: `Bearer ${big.key}` } });
  const slow = download();
  const [held] = (await once(app.server, 'connection')) as [Socket];
  // Nobody takes what is written there.
  held.cork();
  await expect.poll(() => held.writableNeedDrain).toBe(true);
  // For as long as another one reads all of it.
  const [quick] = (await once(download(), 'response')) as [IncomingMessage];
  await text(quick);
  expect(pages - 20).toBeLessThan(5);
  held.uncork();
  const [answer] = (await once(slow, 'response')) as [IncomingMessage];
  const rows: Record<string, string>[] = parse(await text(answer), { columns: true });
  expect(rows).toHaveLength(10_000);
  expect(new Set(rows.map((row) => row.response_id)).size).toBe(10_000);
  expect(pages).toBe(40);
});
