import { expect, test } from 'vitest';
import { ScriptThread } from './script-thread.ts';
import { testOrder } from './test-order.ts';

const noCalls = () => Promise.reject(new Error('nothing is asked'));

/** A thread whose entry does this when it is given a run. */
function threadThat(does: string) {
  const source = `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', () => { ${does} });
    parentPort.postMessage({ kind: 'ready' });`;
  let ended = 0;
  const entry = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  const onEnded = () => {
    ended += 1;
  };
  const thread = new ScriptThread({ onEnded, onWaiting: () => undefined }, entry);
  return { thread, endedTimes: () => ended };
}

test.each([
  ['throws', `throw new Error('broken')`, 'broken'],
  ['exits', 'process.exit(3)', 'the thread ended with 3'],
  ['fills its heap', 'const a = []; for (;;) a.push({ a });', 'memory limit'],
])('a thread that %s fails its run and is of no further use', async (_, does, message) => {
  const { thread, endedTimes } = threadThat(does);
  const outcome = await thread.run(testOrder('1', { deadlineMs: 60_000 }), noCalls);
  // A heap may as well be filled more slowly than the watch looks.
  expect(outcome).toMatchObject({ kind: 'failed' });
  if (outcome.kind === 'failed' && outcome.reason === 'error') {
    expect(outcome.detail.message).toContain(message);
  }
  expect(thread.isIdle).toBe(false);
  await thread.stop();
  expect(endedTimes()).toBe(1);
});

test('a thread that never answers is ended at the deadline', async () => {
  const { thread, endedTimes } = threadThat('');
  const outcome = await thread.run(testOrder('1', { deadlineMs: 300 }), noCalls);
  expect(outcome).toMatchObject({ reason: 'time', detail: { message: 'it was not done within 300 ms' } });
  expect(endedTimes()).toBe(1);
});

test('a thread that says its QuickJS is broken is ended', async () => {
  const outcome = { kind: 'failed', reason: 'error', detail: { message: 'x', line: null }, logs: [] };
  const { thread, endedTimes } = threadThat(
    `parentPort.postMessage({ kind: 'done', isSound: false, outcome: ${JSON.stringify(outcome)} })`,
  );
  expect(await thread.run(testOrder('1'), noCalls)).toEqual(outcome);
  expect(endedTimes()).toBe(1);
});
