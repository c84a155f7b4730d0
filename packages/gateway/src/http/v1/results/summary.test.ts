import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Summary } from '#results/summary.ts';
import { type AnswerWish, addFlow, addResponse, type ResponseWish } from '#store/results/test-responses.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { ask, visitFlow } from './test-results.ts';

let world: HttpWorld;
let account: TestAccount;
beforeAll(async () => {
  world = await openHttpWorld();
  account = await world.addAccount({ scopes: ['results:read'] });
  await addVisits(account, await addFlow(world.pool, account.id, visitFlow));
});
afterAll(() => world.close());

/** Half past midnight in Nairobi, and half an hour before it: a Monday and a Sunday. */
const MONDAY = Date.parse('2026-03-01T21:30:00Z');
const SUNDAY = Date.parse('2026-03-01T20:30:00Z');

type Given = {
  agree?: 'yes' | 'no' | null;
  place?: [value: string, took: number];
  reasons?: string[] | null;
  age?: number | null;
  visited?: string;
  again?: number;
  remark?: string;
};

/** Null for a question that was put and not answered. */
const answersOf = ({ agree, place, reasons, age, visited, again, remark }: Given): AnswerWish[] => {
  const of = (name: string, kind: string, value: AnswerWish['value'] | null, took = 5): AnswerWish[] =>
    value === undefined ? [] : [value === null ? { name, kind } : { name, kind, value, took }];
  return [
    ...of('agree', 'consent', agree),
    ...of('place', 'choice', place?.[0], place?.[1]),
    ...of('reasons', 'choices', reasons),
    ...of('age', 'number', age),
    ...of('visited', 'date', visited),
    ...of('again', 'nps', again),
    ...of('remark', 'text', remark),
    ...(again === undefined ? [] : [{ name: 'group', kind: 'set', value: 'adult', took: 0 }]),
  ];
};

/** Nine responses and one that still waits for its turn: what follows is counted from these by hand. */
async function addVisits({ id: accountId }: TestAccount, flowId: number): Promise<void> {
  const rows: [Partial<ResponseWish>, Given][] = [
    [
      { startedAt: SUNDAY },
      {
        agree: 'yes',
        place: ['kisumu', 1],
        reasons: ['near', 'kind'],
        age: 20,
        visited: '2026-01-01',
        again: 10,
        remark: 'Good',
      },
    ],
    [
      { startedAt: SUNDAY, channel: 'sms', language: 'sw' },
      { agree: 'yes', place: ['nairobi', 2], reasons: ['near'], age: 30, visited: '2026-01-02', again: 9 },
    ],
    [
      { channel: 'sms', language: 'sw' },
      { agree: 'yes', place: ['kisumu', 3], reasons: ['cheap'], age: 40, visited: '2026-01-04', again: 7 },
    ],
    [{ outcome: 'declined' }, { agree: 'no' }],
    [
      { outcome: 'expired', channel: 'sms' },
      { agree: 'yes', place: ['kisumu', 4], reasons: null },
    ],
    [
      { status: 'open', language: 'sw' },
      { agree: 'yes', place: ['nairobi', 10], reasons: ['kind'], age: null },
    ],
    [
      {},
      {
        agree: 'yes',
        place: ['kisumu', 100],
        reasons: ['near', 'kind', 'cheap'],
        age: 50,
        visited: '2026-01-05',
        again: 0,
        remark: 'Too far',
      },
    ],
    [{ status: 'open', language: 'sw' }, {}],
    [{ outcome: 'expired', channel: 'sms' }, { agree: null }],
    [{ status: 'queued' }, {}],
  ];
  for (const [wish, given] of rows)
    await addResponse(world.pool, {
      accountId,
      flowId,
      startedAt: MONDAY,
      ...wish,
      answers: answersOf(given),
    });
}

const summaryOf = async (query = '') => {
  const answer = await ask(world, account, `/flows/clinic-visit/results?${query}`);
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  return answer.json<Summary>();
};
const questionOf = (summary: Summary, name: string) =>
  summary.questions.find((question) => question.name === name);

test('responses are counted by what became of them', async () => {
  const summary = await summaryOf();
  expect(summary).toMatchObject({ flow: 'clinic-visit', version: 1, zone: 'Africa/Nairobi' });
  expect(summary.responses).toEqual({ started: 9, asked: 8, answered: 7, complete: 5, partial: 4, open: 2 });
  expect(summary.outcomes).toEqual({ completed: 4, declined: 1, expired: 2 });
  expect(summary.channels).toEqual([
    { channel: 'sms', started: 4, asked: 4, answered: 3, complete: 2 },
    { channel: 'ussd', started: 5, asked: 4, answered: 4, complete: 3 },
  ]);
  expect(summary.languages).toEqual([
    { language: 'en', started: 5, asked: 5, answered: 4, complete: 3 },
    { language: 'sw', started: 4, asked: 3, answered: 3, complete: 2 },
  ]);
});

test('days, weeks and months are those of the calendar in the zone of the deployment', async () => {
  const sunday = { started: 2, asked: 2, answered: 2, complete: 2 };
  const monday = { started: 7, asked: 6, answered: 5, complete: 3 };
  const both = { started: 9, asked: 8, answered: 7, complete: 5 };
  expect((await summaryOf('per=day')).periods).toEqual([
    { from: '2026-03-01', ...sunday },
    { from: '2026-03-02', ...monday },
  ]);
  expect((await summaryOf('per=week')).periods).toEqual([
    { from: '2026-02-23', ...sunday },
    { from: '2026-03-02', ...monday },
  ]);
  expect((await summaryOf('per=month')).periods).toEqual([{ from: '2026-03-01', ...both }]);
});

test('each question has its counts in the order of the flow, and where people leave', async () => {
  const { questions } = await summaryOf();
  const told = questions.map(({ name, kind, put, answered, left, waiting, medianSeconds }) => [
    name,
    kind,
    put,
    answered,
    left,
    waiting,
    medianSeconds,
  ]);
  expect(told).toEqual([
    ['agree', 'consent', 8, 7, 1, 0, 5],
    ['place', 'choice', 6, 6, 0, 0, 3.5],
    ['reasons', 'choices', 6, 5, 1, 0, 5],
    ['age', 'number', 5, 4, 0, 1, 5],
    ['visited', 'date', 4, 4, 0, 0, 5],
    ['again', 'nps', 4, 4, 0, 0, 5],
    ['phone', 'phone', 0, 0, 0, 0, null],
    ['remark', 'text', 2, 2, 0, 0, 5],
  ]);
});

test('who has opted out and writes the keyword of a flow is not asked, nor leaves', async () => {
  const other = await world.addAccount({ scopes: ['results:read'] });
  const flowId = await addFlow(world.pool, other.id, visitFlow);
  await addResponse(world.pool, {
    ...{
      accountId: other.id,
      flowId,
      startedAt: MONDAY,
      channel: 'sms',
      outcome: 'opted_out',
      isSent: false,
    },
    answers: [{ name: 'agree', kind: 'consent' }],
  });
  const { responses, outcomes, questions } = (
    await ask(world, other, '/flows/clinic-visit/results')
  ).json<Summary>();
  expect(responses).toMatchObject({ started: 1, asked: 0, answered: 0, complete: 0 });
  expect(outcomes).toEqual({ opted_out: 1 });
  expect(questions[0]).toMatchObject({ name: 'agree', put: 0, left: 0 });
});

test('answers are distributed, with labels in the language asked for', async () => {
  const summary = await summaryOf('in=sw');
  expect(questionOf(summary, 'agree')?.values).toEqual([
    { value: 'yes', label: 'Ndiyo', count: 6, share: 0.8571 },
    { value: 'no', label: 'Hapana', count: 1, share: 0.1429 },
  ]);
  expect(questionOf(summary, 'place')).toMatchObject({
    text: 'Wapi ulitembelea?',
    values: [
      { value: 'kisumu', label: 'Mji wa Kisumu', count: 4, share: 0.6667 },
      { value: 'nairobi', label: 'Nairobi', count: 2, share: 0.3333 },
    ],
  });
  expect(questionOf(summary, 'reasons')?.values).toEqual([
    { value: 'near', label: 'Ni karibu', count: 3, share: 0.6 },
    { value: 'kind', label: 'Ni wema', count: 3, share: 0.6 },
    { value: 'cheap', label: 'Ni rahisi', count: 2, share: 0.4 },
  ]);
  const again = questionOf(summary, 'again');
  expect(again?.values?.filter(({ count }) => count !== 0).map(({ value, share }) => [value, share])).toEqual(
    [
      ['0', 0.25],
      ['7', 0.25],
      ['9', 0.25],
      ['10', 0.25],
    ],
  );
  expect(again?.nps).toEqual({
    promoters: 2,
    passives: 1,
    detractors: 1,
    n: 4,
    score: 25,
    interval: [-44, 73],
  });
});

test('numbers and dates have their figures', async () => {
  const summary = await summaryOf();
  expect(questionOf(summary, 'age')?.figures).toEqual({
    min: 20,
    q1: 27.5,
    median: 35,
    q3: 42.5,
    max: 50,
    mean: 35,
  });
  expect(questionOf(summary, 'visited')?.figures).toEqual({
    min: '2026-01-01',
    q1: '2026-01-02',
    median: '2026-01-03',
    q3: '2026-01-04',
    max: '2026-01-05',
    mean: '2026-01-03',
  });
});

test('texts are told only where they are asked for, the newest first', async () => {
  expect(questionOf(await summaryOf(), 'remark')?.texts).toBeUndefined();
  const texts = questionOf(await summaryOf('texts=true'), 'remark')?.texts ?? [];
  expect(texts.map(({ text }) => text)).toEqual(['Too far', 'Good']);
  expect(questionOf(await summaryOf('texts=true&smallestCell=3'), 'remark')?.texts).toBeUndefined();
});

test('a condition counts for everything', async () => {
  const summary = await summaryOf('channel=sms&status=complete');
  expect(summary.responses).toEqual({ started: 2, asked: 2, answered: 2, complete: 2, partial: 0, open: 0 });
  expect(questionOf(summary, 'age')?.figures).toMatchObject({ min: 30, max: 40, median: 35 });
  expect(questionOf(summary, 'reasons')?.values?.map(({ count }) => count)).toEqual([1, 0, 1]);
  expect(questionOf(summary, 'again')?.nps).toMatchObject({ n: 2, score: 50 });
});

test('small counts are hidden, with what would give them away', async () => {
  const summary = await summaryOf('smallestCell=3');
  expect(summary.responses).toMatchObject({ started: 9, complete: 5, partial: 4, open: null });
  expect(summary.outcomes).toEqual({ completed: 4, declined: null, expired: null });
  expect(questionOf(summary, 'place')?.values?.map(({ count, share }) => [count, share])).toEqual([
    [null, null],
    [null, null],
  ]);
  expect(questionOf(summary, 'again')?.nps).toBeNull();
  expect(questionOf(summary, 'age')?.figures).toMatchObject({ min: null, median: 35, max: null });
  expect(
    (await summaryOf('smallestCell=5')).questions.find(({ name }) => name === 'age')?.figures,
  ).toBeNull();
});

test('a flow nobody answered has noughts', async () => {
  const other = await world.addAccount({ scopes: ['results:read'] });
  await addFlow(world.pool, other.id, visitFlow);
  const answer = await ask(world, other, '/flows/clinic-visit/results?texts=true');
  const summary = answer.json<Summary>();
  expect(summary.responses).toEqual({ started: 0, asked: 0, answered: 0, complete: 0, partial: 0, open: 0 });
  expect(summary.periods).toEqual([]);
  expect(questionOf(summary, 'again')?.nps).toMatchObject({ n: 0, score: null });
  expect(questionOf(summary, 'age')?.figures).toBeNull();
  expect(questionOf(summary, 'remark')?.texts).toEqual([]);
});
