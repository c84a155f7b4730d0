import { expect, test } from 'vitest';
import { MAX_AGE_MS, waitAfterFailure } from './retry-schedule.ts';

test('ten retries over about two days, then a dead letter', () => {
  const seconds = Array.from({ length: 12 }, (_, index) => waitAfterFailure(index + 1, 500)).map((wait) =>
    wait === null ? null : wait / 1000,
  );
  expect(seconds).toEqual([10, 30, 120, 600, 1800, 3600, 10800, 21600, 43200, 86400, null, null]);
});

test.each([null, 302, 400, 404, 429, 503])('status %s is tried again', (status) => {
  expect(waitAfterFailure(1, status)).toBe(10_000);
});

test('410 ends it at once', () => {
  expect(waitAfterFailure(1, 410)).toBeNull();
});

test('the schedule fits into the age at which a callback is given up', () => {
  let total = 0;
  for (let attempt = 1; ; attempt++) {
    const wait = waitAfterFailure(attempt, 500);
    if (wait === null) break;
    total += wait;
  }
  expect(total).toBeLessThan(MAX_AGE_MS);
});
