import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChurningMap } from './churning-map.ts';

test('it holds what a Map would hold, in the same order, however often it renews itself', () => {
  const step = fc.oneof(
    fc.tuple(fc.constant('set' as const), fc.nat(20)),
    fc.tuple(fc.constant('delete' as const), fc.nat(20)),
  );
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 1, max: 300 }), (steps, rounds) => {
      const churning = new ChurningMap<number, string>();
      const plain = new Map<number, string>();
      for (let round = 0; round < rounds; round++)
        for (const [what, key] of steps) {
          if (what === 'set') {
            churning.set(key, `${round}/${key}`);
            plain.set(key, `${round}/${key}`);
          } else {
            churning.delete(key);
            plain.delete(key);
          }
        }
      expect([...churning.entries()]).toEqual([...plain.entries()]);
      expect([...churning.keys()]).toEqual([...plain.keys()]);
      expect(churning.size).toBe(plain.size);
      for (let key = 0; key <= 20; key++) expect(churning.get(key)).toBe(plain.get(key));
    }),
    { numRuns: 50 },
  );
});

test('thousands that come and go leave nothing behind', () => {
  const map = new ChurningMap<number, object>();
  for (let key = 0; key < 10_000; key++) {
    map.set(key, {});
    map.delete(key - 50);
  }
  expect(map.size).toBe(50);
  expect(map.keys().next().value).toBe(9950);
  map.clear();
  expect([...map.values()]).toEqual([]);
});
