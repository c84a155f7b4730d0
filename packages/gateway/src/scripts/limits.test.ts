import { afterAll, describe, expect, test } from 'vitest';
import type { HttpAnswer } from '#callbacks/http-client.ts';
import { limits } from './limits.ts';
import { testOrder } from './test-order.ts';
import { openRunner, runOnce, testRunner } from './test-world.ts';

const hello = `function main() { sendReply('hello'); }`;

/** Scripts that ask for more than they may, and why they are ended: where two limits are near, by either. */
const bombs: readonly (readonly [string, string, string])[] = [
  ['an endless loop', 'for (;;);', 'time'],
  [
    'an endless loop that catches',
    'for (;;) { try { for (;;); } catch (e) {} finally { continue; } }',
    'time',
  ],
  ['an endless chain of promises', 'async function main() { for (;;) await null; }', 'time'],
  ['a pattern that backtracks', '/^(a+)+$/.test("a".repeat(40) + "b")', 'time'],
  [
    'one long native step',
    'var a = []; for (;;) a.push("x".repeat(100000) + Math.random())',
    'time or memory',
  ],
  ['a number without end', 'var n = 3n; for (;;) n = n * n', 'time or error'],
  ['buffers without end', 'var a = []; for (;;) a.push(new Uint8Array(1e6))', 'memory'],
  ['small objects without end', 'var a = []; for (;;) a.push({ a: a })', 'memory or time'],
  ['functions without end', 'var a = []; for (;;) a.push(function () { return a; })', 'memory or time'],
  ['a long JSON text', 'JSON.parse("[" + "1,".repeat(5e6) + "1]")', 'memory or time'],
  ['a string that doubles', 'var s = "x"; for (;;) s += s', 'memory'],
  ['a huge buffer', 'new ArrayBuffer(1e9)', 'memory'],
  ['deep recursion', 'function f() { return f() + 1; } f()', 'error'],
  ['recursion through a proxy', 'var p = new Proxy({}, { get(t, k) { return p[k]; } }); p.x', 'error'],
  ['a deep JSON text', 'JSON.parse("[".repeat(1e5))', 'error'],
  [
    'a deep object to JSON',
    'var a = []; for (var i = 0; i < 1e4; i++) a = [a]; JSON.stringify(a)',
    'error or time',
  ],
  ['a deep expression', 'eval("(".repeat(1e5))', 'error'],
  ['a deep pattern', 'new RegExp("(?:".repeat(1e5))', 'error'],
];

describe('a thread', () => {
  const opened = openRunner();
  let appId = 100;
  afterAll(opened.close);

  test.each(bombs)('outlives %s, or is replaced', async (_, code, reason) => {
    appId += 1;
    const outcome = await opened.runner.run(testOrder(code, { appId }));
    expect(reason.split(' or ')).toContain(outcome.kind === 'failed' ? outcome.reason : outcome.kind);
    expect(await opened.runner.run(testOrder(hello))).toMatchObject({ kind: 'screen', text: 'hello' });
  });
});

test('the process goes on while scripts do not end', async () => {
  const runner = testRunner();
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  count();
  await Promise.all([1, 2, 3, 4].map(() => runner.run(testOrder('for (;;);'))));
  isDone = true;
  // A loop that stood still would have turned a handful of times.
  expect(turns).toBeGreaterThan(100);
});

test('200 runs at once are done in their order, and what is more than may wait is refused', async () => {
  const runner = testRunner();
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, () => runner.run(testOrder(hello, { deadlineMs: 60_000 }))),
  );
  const screens = outcomes.filter(({ kind }) => kind === 'screen');
  const refused = outcomes.filter((outcome) => outcome.kind === 'failed' && outcome.reason === 'busy');
  expect(screens).toHaveLength(limits.queue + limits.computing);
  expect(refused).toHaveLength(200 - limits.queue - limits.computing);
});

test('scripts that wait for an answer do not keep others from running', async () => {
  const answers: (() => void)[] = [];
  const request = (_: unknown, done: (answer: HttpAnswer) => void) => {
    answers.push(() => done({ status: 200, contentType: '', answer: 'x', isWhole: true, isLate: false }));
  };
  const runner = testRunner({ http: { request } });
  const waits = `sendReply(httpClient.request('http://127.0.0.1:8080/').content)`;
  const order = testOrder(waits, { deadlineMs: 60_000 });
  const first = Array.from({ length: limits.threads - 1 }, () => runner.run(order));
  await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(limits.threads - 1);
  expect(await runner.run(testOrder(hello))).toMatchObject({ text: 'hello' });
  const last = runner.run(order);
  await expect.poll(() => answers.length).toBe(limits.threads);
  const queued = runner.run(testOrder(hello));
  for (const answer of answers) answer();
  for (const outcome of await Promise.all([...first, last])) expect(outcome).toMatchObject({ text: 'x' });
  expect(await queued).toMatchObject({ text: 'hello' });
});

test('an application that takes too much five times in a row is not run for a while; others are', async () => {
  let now = 0;
  const runner = testRunner({ clock: { now: () => now, monotonic: () => now } });
  const bomb = testOrder('new ArrayBuffer(1e9)');
  for (let index = 0; index < limits.failuresInARow; index++) {
    expect(await runner.run(bomb)).toMatchObject({ reason: 'memory' });
  }
  expect(await runner.run(bomb)).toMatchObject({
    reason: 'busy',
    detail: { message: '5 steps in a row took too much; the script is tried again in 30 s' },
  });
  expect(await runner.run(testOrder(hello, { appId: 8 }))).toMatchObject({ text: 'hello' });
  now = 30_000;
  expect(await runner.run(testOrder(hello))).toMatchObject({ text: 'hello' });
});

test('a run that waits for a thread beyond its deadline is busy', async () => {
  const runner = testRunner({ http: { request: () => undefined } });
  const waits = `httpClient.request('http://127.0.0.1:8080/')`;
  const first = Array.from({ length: limits.threads }, (_, appId) =>
    runner.run(testOrder(waits, { appId, deadlineMs: 3000 })),
  );
  const last = await runner.run(testOrder(hello, { deadlineMs: 100 }));
  expect(last).toMatchObject({ kind: 'failed', reason: 'busy' });
  for (const outcome of await Promise.all(first)) {
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'time' });
  }
  expect(await runner.run(testOrder(hello))).toMatchObject({ text: 'hello' });
});

test('stopping settles what runs and what waits', async () => {
  const runner = testRunner({ http: { request: () => undefined } });
  const waits = `httpClient.request('http://127.0.0.1:8080/')`;
  const runs = Array.from({ length: limits.computing + 1 }, () => runner.run(testOrder(waits)));
  await runner.stop();
  for (const outcome of await Promise.all(runs)) expect(outcome).toMatchObject({ reason: 'busy' });
  expect(await runner.run(testOrder(hello))).toMatchObject({ reason: 'busy' });
});

test('a script of more than 100 KiB is not begun', async () => {
  const outcome = await runOnce(`//${'x'.repeat(limits.codeBytes)}`);
  expect(outcome).toMatchObject({ reason: 'error', detail: { message: expect.stringContaining('100 KiB') } });
});

test('a million lines of log are counted, not kept', async () => {
  const outcome = await runOnce(`
    function main() {
      console.log('y'.repeat(10000));
      for (var i = 0; i < 1e5; i++) console.log('line ' + i);
      sendReply('done');
    }`);
  expect(outcome.logs).toHaveLength(limits.logLines);
  expect(outcome.logs[0]).toHaveLength(limits.logLineLength);
  expect(outcome.logs.at(-1)).toMatch(/^… and \d+ lines more$/);
});

test('long lines of log are not kept behind their beginnings', async () => {
  const outcome = await runOnce(`
    function main() {
      var long = 'z'.repeat(1e6);
      for (var i = 0; i < 40; i++) console.log(i + long);
      sendReply('done');
    }`);
  expect(outcome).toMatchObject({ kind: 'screen', text: 'done' });
  expect(outcome.logs.map((line) => line.length)).toEqual(Array(40).fill(limits.logLineLength));
});

test.each([
  ['what is shown', `function main() { sendReply('x'.repeat(5000)); }`, '5000 characters'],
  [
    'what is kept',
    `function main() { state.vars.a = 'x'.repeat(40000); sendReply('a'); promptDigits('b'); }`,
    '32 KiB',
  ],
  ['what is passed', `function main() { project.sendMessage({ content: 'x'.repeat(70000) }); }`, '64 KiB'],
])('%s has a limit', async (_, code, message) => {
  const outcome = await runOnce(code);
  expect(outcome).toMatchObject({ reason: 'error', detail: { message: expect.stringContaining(message) } });
});

test('the 51st call of a run is refused, caught or not', async () => {
  const outcome = await runOnce(`
    function main() {
      var refusals = [];
      for (var i = 0; i < 53; i++) {
        try { project.sendMessage({ content: 'a' }); } catch (e) { refusals.push(e.message); }
      }
      sendReply(refusals[49] + '|' + refusals[50] + '|' + refusals[52]);
    }`);
  const [before, after, last] = outcome.kind === 'screen' ? outcome.text.split('|') : [];
  expect(before).toContain('may not send SMS');
  expect(after).toContain('50 times');
  expect(last).toBe(after);
});
