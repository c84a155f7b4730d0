import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog } from '#core/log.ts';
import { testOrder } from '../test-order.ts';
import { CallsOfRun, type HostDeps } from './calls-of-run.ts';
import { hostCalls } from './registry.ts';

/** What the world was asked for, which hostile calls must not bring about. */
function world() {
  const reached: string[] = [];
  const touch = (what: string) =>
    new Proxy({} as never, {
      get: (_, name) => {
        reached.push(`${what}.${String(name)}`);
        throw new Error('out of order');
      },
    });
  const deps: HostDeps = {
    log: createLog('silent'),
    http: touch('http'),
    guard: touch('guard'),
    data: touch('data'),
  };
  return { reached, calls: new CallsOfRun(deps, testOrder(''), () => 1000) };
}

const names = Object.keys(hostCalls);
const long = 'n'.repeat(201);

test('whatever text comes is answered, and never with more than an error', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.record({ call: fc.constantFrom(...names), args: fc.jsonValue() }).map((call) => JSON.stringify(call)),
    fc.record({ call: fc.string(), args: fc.jsonValue() }).map((call) => JSON.stringify(call)),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const { calls, reached } = world();
      expect(await calls.answer(text)).toEqual({ error: expect.any(String) });
      expect(reached).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])('%j is no call', async (call) => {
  const { calls } = world();
  const answer = await calls.answer(JSON.stringify({ call, args: {} }));
  expect(answer).toEqual({ error: `${call}(): there is no such call` });
});

test.each([
  ['table.queryRows', { tableId: 1.5 }],
  [
    'table.queryRows',
    {
      tableId: 1,
      filter: { '': 1 },
      contactId: null,
      fromNumber: null,
      newestFirst: true,
      after: null,
      offset: 0,
      limit: 1,
    },
  ],
  ['table.getRowById', { tableId: 1, id: '1; drop table' }],
  ['table.createRow', { tableId: 1, vars: [], contactId: null, fromNumber: null }],
  ['row.save', { tableId: 1, id: '1', set: { [long]: 1 }, removed: [], contactId: null, fromNumber: null }],
  ['row.save', { tableId: 1, id: '1', set: {}, removed: 'a', contactId: null, fromNumber: null }],
  ['contact.load', { number: "1' or '1'='1" }],
  ['contact.save', { number: '221770000001', name: 7, set: {}, removed: [] }],
  ['project.getOrCreateDataTable', { name: '' }],
  ['httpClient.request', { url: 'http://a.example/', method: 'GET', headers: { a: 1 } }],
])('%s with %.60j reaches nothing', async (call, args) => {
  const { calls, reached } = world();
  expect(await calls.answer(JSON.stringify({ call, args }))).toHaveProperty('error');
  expect(reached).toEqual([]);
});
