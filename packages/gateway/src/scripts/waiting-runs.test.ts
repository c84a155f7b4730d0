import { expect, test } from 'vitest';
import { limits } from './limits.ts';
import { testOrder } from './test-order.ts';
import { type WaitingRun, WaitingRuns } from './waiting-runs.ts';

const runOf = (accountId: number): WaitingRun => ({
  order: testOrder('', { accountId }),
  until: 0,
  settle: () => undefined,
});

function filled(...accounts: number[]): WaitingRuns {
  const waiting = new WaitingRuns();
  for (let index = 0; index < limits.queue; index++) {
    waiting.add(runOf(accounts[index % accounts.length] as number));
  }
  return waiting;
}

test('runs are taken in their order', () => {
  const waiting = new WaitingRuns();
  const runs = [1, 1, 2].map(runOf);
  for (const run of runs) expect(waiting.add(run)).toBeNull();
  expect([1, 2, 3, 4].map(() => waiting.take(() => 0))).toEqual([...runs, null]);
});

test('the account with the fewest runs under way comes first', () => {
  const waiting = new WaitingRuns();
  for (const account of [1, 1, 2, 3]) waiting.add(runOf(account));
  const underWay = new Map([
    [1, 2],
    [2, 1],
    [3, 1],
  ]);
  expect(waiting.take((account) => underWay.get(account) ?? 0)?.order.accountId).toBe(2);
  expect(waiting.take((account) => underWay.get(account) ?? 0)?.order.accountId).toBe(3);
  expect(waiting.take((account) => underWay.get(account) ?? 0)?.order.accountId).toBe(1);
});

test('one account alone may fill the queue, and then waits no more', () => {
  const waiting = filled(1);
  const late = runOf(1);
  expect(waiting.add(late)).toBe(late);
});

test('a second account finds a place in a full queue, until it has half of it', () => {
  const waiting = filled(1);
  let taken = 0;
  for (;;) {
    const run = runOf(2);
    const refused = waiting.add(run);
    if (refused === run) break;
    expect(refused?.order.accountId).toBe(1);
    taken += 1;
  }
  expect(taken).toBe(limits.queue / 2);
});

test('what is removed is not taken', () => {
  const waiting = new WaitingRuns();
  const [first, second] = [runOf(1), runOf(1)];
  waiting.add(first);
  waiting.add(second);
  expect(waiting.remove(first)).toBe(true);
  expect(waiting.remove(first)).toBe(false);
  expect(waiting.takeAll()).toEqual([second]);
  expect(waiting.take(() => 0)).toBeNull();
});
