import { expect, test } from 'vitest';
import { isSessionId, lowestSessionIdAt, sessionIds } from './ussd-session-id.ts';

const T = 1_795_324_537_160;

test('ids are 18 digits that sort by time, also when the clock goes back', () => {
  let now = T;
  const next = sessionIds(
    () => 7,
    () => now,
  );
  const first = next();
  now -= 60_000;
  const ids = [first, ...Array.from({ length: 2500 }, next)];
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^\d{18}$/);
  expect(BigInt(first) >= BigInt(lowestSessionIdAt(T))).toBe(true);
  expect(BigInt(first) < BigInt(lowestSessionIdAt(T + 1))).toBe(true);
});

test('nodes make different ids in the same millisecond', () => {
  const make = (node: number) =>
    sessionIds(
      () => node,
      () => T,
    )();
  expect(make(1)).not.toBe(make(2));
});

test.each([
  ['149505148', true],
  ['12345678', false],
  ['1234567890123456789', false],
  ['14950514x', false],
])('%s is an id: %s', (text, expected) => {
  expect(isSessionId(text)).toBe(expected);
});
