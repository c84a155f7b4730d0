import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('a token bucket', () => {
  test('lets one second go at once, and then its rate', () => {
    const bucket = new TokenBucket(10, 0);
    for (let taken = 0; taken < 10; taken++) expect(bucket.take(1, 0)).toBe(true);
    expect(bucket.take(1, 0)).toBe(false);
    expect(bucket.waitMs(0)).toBeCloseTo(100);
    expect(bucket.take(1, 99)).toBe(false);
    expect(bucket.take(1, 101)).toBe(true);
    expect(bucket.take(1, 102)).toBe(false);
  });

  test('saves up no more than one second', () => {
    const bucket = new TokenBucket(10, 0);
    let taken = 0;
    while (bucket.take(1, 3_600_000)) taken += 1;
    expect(taken).toBe(10);
  });

  test('lets a long message go into debt, which the next one waits off', () => {
    const bucket = new TokenBucket(1, 0);
    expect(bucket.take(7, 0)).toBe(true);
    expect(bucket.take(1, 6_900)).toBe(false);
    expect(bucket.waitMs(6_900)).toBeCloseTo(100);
    expect(bucket.take(1, 7_001)).toBe(true);
  });

  test('gets back what was not written, but never more than it holds', () => {
    const bucket = new TokenBucket(5, 0);
    expect(bucket.take(5, 0)).toBe(true);
    bucket.giveBack(5);
    bucket.giveBack(5);
    let taken = 0;
    while (bucket.take(1, 0)) taken += 1;
    expect(taken).toBe(5);
  });

  test('knows no limit at 0', () => {
    const bucket = new TokenBucket(0, 0);
    bucket.giveBack(3);
    for (let taken = 0; taken < 1000; taken++) expect(bucket.take(10, 0)).toBe(true);
    expect(bucket.waitMs(0)).toBe(0);
  });

  test('a clock that goes back gives nothing and takes nothing', () => {
    const bucket = new TokenBucket(1, 10_000);
    expect(bucket.take(1, 10_000)).toBe(true);
    expect(bucket.take(1, 5_000)).toBe(false);
    expect(bucket.take(1, 5_500)).toBe(false);
    expect(bucket.take(1, 6_001)).toBe(true);
  });

  test('never lets more parts through than rate x time, one second and one message', () => {
    const steps = fc.array(fc.record({ after: fc.nat(3000), parts: fc.integer({ min: 1, max: 10 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), steps, (rate, tries) => {
        const bucket = new TokenBucket(rate, 0);
        let now = 0;
        let through = 0;
        for (const { after, parts } of tries) {
          now += after;
          if (bucket.take(parts, now)) through += parts;
          expect(through).toBeLessThanOrEqual(rate + (now / 1000) * rate + 10);
        }
      }),
    );
  });
});
