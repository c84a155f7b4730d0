import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MsisdnSet } from './msisdn-set.ts';

test('behaves as a set of strings', () => {
  const anyNumber = fc.integer({ min: 254700000000, max: 254700000040 }).map(String);
  const anyStep = fc.tuple(fc.constantFrom('add', 'delete', 'has'), anyNumber);
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 300 }), (steps) => {
      const numbers = new MsisdnSet();
      const model = new Set<string>();
      for (const [verb, msisdn] of steps) {
        if (verb === 'add') {
          expect(numbers.add(msisdn)).toBe(true);
          model.add(msisdn);
        } else if (verb === 'delete') {
          expect(numbers.delete(msisdn)).toBe(model.delete(msisdn));
        } else {
          expect(numbers.has(msisdn)).toBe(model.has(msisdn));
        }
        expect(numbers.size).toBe(model.size);
      }
    }),
  );
});

test('holds a whole block of numbers and nothing beside it', () => {
  const numbers = new MsisdnSet();
  for (let last = 0; last < 100_000; last++) numbers.add(String(254700000000 + last));
  expect(numbers.size).toBe(100_000);
  expect(numbers.has('254700000000')).toBe(true);
  expect(numbers.has('254700099999')).toBe(true);
  expect(numbers.has('254700100000')).toBe(false);
  expect(numbers.has('254699999999')).toBe(false);
});

test('tells the longest numbers apart', () => {
  const numbers = new MsisdnSet();
  numbers.add('999999999999999');
  expect(numbers.has('999999999999999')).toBe(true);
  expect(numbers.has('999999999999998')).toBe(false);
});

test.each(['', '0', '0700000001', '+254700000001', 'TIARA', '1234567890123456', '1e5', '-1'])(
  '%j is no number',
  (text) => {
    const numbers = new MsisdnSet();
    expect(numbers.add(text)).toBe(false);
    expect(numbers.has(text)).toBe(false);
    expect(numbers.delete(text)).toBe(false);
    expect(numbers.size).toBe(0);
  },
);
