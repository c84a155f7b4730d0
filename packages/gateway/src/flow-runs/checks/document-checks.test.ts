import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TemporarilyUnavailable } from '#core/accept.ts';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { CheckingThread } from './checking-thread.ts';
import { DocumentChecks } from './document-checks.ts';

let db: TestDatabase;

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
  ['ends by itself', 'process.exit(3)', 20_000],
  ['throws', 'throw new Error(1)', 20_000],
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

test('a thread that is over checks nothing, and says so', async () => {
  const thread = new CheckingThread(20_000);
  thread.end();
  expect(await thread.check({ text: sound, others: {} })).toMatchObject({
    findings: [{ code: 'too-much-work' }],
  });
});

test('a thread that died while it had nothing to do is not used again', async () => {
  const ended = vi.spyOn(CheckingThread.prototype, 'end');
  const answerAndDie = doing(
    'parentPort.postMessage({flow:null,findings:[]});setImmediate(()=>{throw new Error(`died`)})',
  );
  const checks = new DocumentChecks(db.pool, 20_000, answerAndDie);
  for (let time = 1; time <= 2; time++) {
    // Whether its answer or its end is told first is the runtime's to choose; that there is an answer at all is not.
    await checks.check(1, sound);
    const died = () => ended.mock.calls.filter(([why]) => why?.includes('died')).length;
    await expect.poll(died).toBe(time);
  }
  ended.mockRestore();
  checks.close();
});

test('an account waits for itself, and whoever has too many waiting is told', async () => {
  const checks = new DocumentChecks(db.pool);
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
