import { expect, test } from 'vitest';
import { Breaker } from './breaker.ts';

function failTimes(breaker: Breaker, times: number, now: number): void {
  for (let index = 0; index < times; index++) breaker.failed(now);
}

test('opens after ten failures in a row, not after nine', () => {
  const breaker = new Breaker();
  failTimes(breaker, 9, 0);
  expect(breaker.openUntil(0)).toBeNull();
  breaker.succeeded();
  failTimes(breaker, 9, 0);
  expect(breaker.openUntil(0)).toBeNull();
  breaker.failed(0);
  expect(breaker.openUntil(0)).toBe(30_000);
});

test('opens when half of the last fifty fail, and not before there are fifty', () => {
  const breaker = new Breaker();
  for (let index = 0; index < 24; index++) {
    breaker.failed(0);
    breaker.succeeded();
  }
  breaker.failed(0);
  expect(breaker.openUntil(0)).toBeNull();
  breaker.succeeded();
  breaker.failed(0);
  expect(breaker.openUntil(0)).toBe(30_000);
});

test('a few failures among many successes leave it closed', () => {
  const breaker = new Breaker();
  for (let index = 0; index < 500; index++) {
    if (index % 3 === 0) breaker.failed(0);
    else breaker.succeeded();
  }
  expect(breaker.openUntil(0)).toBeNull();
  expect(breaker.probing).toBe(false);
});

test('lets one probe out after the pause, and doubles the pause to ten minutes while probes fail', () => {
  const breaker = new Breaker();
  let now = 0;
  failTimes(breaker, 10, now);
  const pauses: number[] = [];
  for (let index = 0; index < 7; index++) {
    const until = breaker.openUntil(now) ?? Number.NaN;
    pauses.push((until - now) / 1000);
    now = until;
    expect(breaker.openUntil(now)).toBeNull();
    expect(breaker.probing).toBe(true);
    breaker.failed(now);
  }
  expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600]);
});

test('what was under way when it opened does not lengthen the pause', () => {
  const breaker = new Breaker();
  failTimes(breaker, 20, 0);
  expect(breaker.openUntil(0)).toBe(30_000);
});

test('a probe that succeeds closes it, and the next pause is short again', () => {
  const breaker = new Breaker();
  failTimes(breaker, 10, 0);
  breaker.failed(30_000);
  expect(breaker.openUntil(30_000)).toBe(90_000);
  breaker.succeeded();
  expect(breaker.probing).toBe(false);
  failTimes(breaker, 10, 100_000);
  expect(breaker.openUntil(100_000)).toBe(130_000);
});
