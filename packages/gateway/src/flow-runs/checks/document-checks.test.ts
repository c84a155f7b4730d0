import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TemporarilyUnavailable } from '#core/accept.ts';
import { createLog } from '#core/log.ts';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { CheckingThread } from './checking-thread.ts';
import { DocumentChecks } from './document-checks.ts';

let db: TestDatabase;
const log = createLog('silent');

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const sound = JSON.stringify({
  format: 1,
  id: 'hello',
  languages: ['en'],
  entry: 'say',
  blocks: { say: { kind: 'end', text: 'words' } },
  texts: { words: { en: 'Hello' } },
});

test('a sound flow comes back from its thread', async () => {
  const thread = new CheckingThread(20_000);
  for (let time = 0; time < 2; time += 1) {
    const { flow, findings } = await thread.check({ text: sound, others: {} });
    expect([flow, findings]).toEqual([JSON.parse(sound), []]);
  }
  thread.end();
  expect(thread.hasEnded).toBe(true);
});

/** A thread that says it is ready, and does something else with the order. */
const doing = (what: string) =>
  new URL(
    `data:text/javascript,import{parentPort}from'node:worker_threads';parentPort.on('message',()=>{${what}});parentPort.postMessage('ready')`,
  );

test.each([
  ['takes too long', 'for(;;);', 50],
  ['takes too much memory', 'const a=[];for(;;)a.push(new Array(100000).fill(a.length))', 20_000],
])(
  'a check that %s is one that found too much work, and its thread is over',
  async (_label, what, limitMs) => {
    const thread = new CheckingThread(limitMs, doing(what));
    expect(await thread.check({ text: sound, others: {} })).toMatchObject({
      flow: null,
      findings: [{ severity: 'error', code: 'too-much-work' }],
    });
    expect(thread.hasEnded).toBe(true);
  },
);

test.each([
  ['ends by itself', 'process.exit(3)', 'the thread ended with code 3'],
  ['throws', 'throw new Error(`1`)', '1'],
])('that a check %s is our fault and not that of the flow', async (_label, what, why) => {
  const error = vi.fn();
  const checks = new DocumentChecks({ pool: db.pool, log: { error } }, 20_000, doing(what));
  await expect(checks.check(7, sound)).rejects.toThrow(TemporarilyUnavailable);
  const [facts] = error.mock.lastCall ?? [];
  expect(facts).toEqual({ accountId: 7, err: expect.objectContaining({ message: why }) });
  checks.close();
});

test('a thread that is over checks nothing, and says so', async () => {
  const thread = new CheckingThread(20_000);
  thread.end();
  await expect(thread.check({ text: sound, others: {} })).rejects.toThrow('the thread is over');
});

test('a thread that died while it had nothing to do is not used again', async () => {
  const ended = vi.spyOn(CheckingThread.prototype, 'end');
  const answerAndDie = doing(
    'parentPort.postMessage({flow:null,findings:[]});setImmediate(()=>{throw new Error(`died`)})',
  );
  const checks = new DocumentChecks({ pool: db.pool, log }, 20_000, answerAndDie);
  for (let time = 1; time <= 2; time++) {
    // Whether its answer or its end is told first is the runtime's to choose; that there is an answer at all is not.
    await Promise.allSettled([checks.check(1, sound)]);
    const died = () =>
      ended.mock.calls.filter(([why]) => why instanceof Error && why.message === 'died').length;
    await expect.poll(died).toBe(time);
  }
  ended.mockRestore();
  checks.close();
});

test('an account waits for itself, and whoever has too many waiting is told', async () => {
  const checks = new DocumentChecks({ pool: db.pool, log });
  const ours = Array.from({ length: 8 }, () => checks.check(1, sound));
  const outcomes = Promise.allSettled(ours);
  expect((await checks.check(2, sound)).findings).toEqual([]);
  const refused = (await outcomes).filter(({ status }) => status === 'rejected');
  expect(refused.map((one) => (one as PromiseRejectedResult).reason)).toEqual([
    expect.any(TemporarilyUnavailable),
    expect.any(TemporarilyUnavailable),
  ]);
  expect((await checks.check(1, sound)).findings).toEqual([]);
  checks.close();
});
