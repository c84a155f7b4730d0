import { expect, test } from 'vitest';
import { RateLimits } from './rate-limits.ts';

test('tokens come back with time, up to the burst', () => {
  let now = 0;
  const limits = new RateLimits({ monotonic: () => now });
  const takeFive = () => Array.from({ length: 5 }, () => limits.take('one', 2, 3));
  expect(takeFive()).toEqual([0, 0, 0, 1, 1]);
  now += 500;
  expect(takeFive()).toEqual([0, 1, 1, 1, 1]);
  now += 60_000;
  expect(takeFive()).toEqual([0, 0, 0, 1, 1]);
});

test('the wait is told in whole seconds', () => {
  const limits = new RateLimits({ monotonic: () => 0 });
  expect([limits.take('one', 1 / 60, 1), limits.take('one', 1 / 60, 1)]).toEqual([0, 60]);
});

test('keys do not share, and 0 is no limit', () => {
  const limits = new RateLimits({ monotonic: () => 0 });
  expect([limits.take('a', 1, 1), limits.take('b', 1, 1), limits.take('a', 1, 1)]).toEqual([0, 0, 1]);
  expect(Array.from({ length: 100 }, () => limits.take('c', 0, 0)).every((wait) => wait === 0)).toBe(true);
});

test('strangers cannot fill the memory: the longest known is forgotten', () => {
  const limits = new RateLimits({ monotonic: () => 0 });
  limits.take('first', 1, 1);
  for (let i = 0; i < 10_000; i += 1) limits.take(i, 1, 1);
  expect(limits.take('first', 1, 1)).toBe(0);
});
