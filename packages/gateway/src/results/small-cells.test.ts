import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hideSmall } from './small-cells.ts';

test.each([
  ['nothing is hidden where nothing is asked for', [1, 2, 3], 0, [1, 2, 3]],
  ['one is the smallest there is', [1, 2, 3], 1, [1, 2, 3]],
  ['nought gives nobody away', [0, 9, 8], 5, [0, 9, 8]],
  ['two small ones hide each other', [1, 9, 4], 5, [null, 9, null]],
  ['a single one takes the next smallest with it', [1, 9, 6], 5, [null, 9, null]],
  ['a single one among noughts stays alone', [1, 0, 0], 5, [null, 0, 0]],
  ['an empty distribution', [], 5, []],
] as const)('%s', (_why, counts, smallest, told) => {
  expect(hideSmall(counts, smallest)).toEqual(told);
});

test('what is told is true, and what is hidden cannot be worked out from the total', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(30), { maxLength: 12 }),
      fc.integer({ min: 0, max: 10 }),
      (counts, smallest) => {
        const told = hideSmall(counts, smallest);
        for (const [i, count] of told.entries()) {
          if (count !== null) expect(count).toBe(counts[i]);
          expect(count === null || count === 0 || count >= smallest).toBe(true);
        }
        const hidden = told.filter((count) => count === null).length;
        const others = told.filter((count) => count !== null && count > 0).length;
        expect(hidden !== 1 || others === 0).toBe(true);
      },
    ),
  );
});
