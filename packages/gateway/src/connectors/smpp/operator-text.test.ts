import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tidyOperatorId, tidyOperatorText } from './operator-text.ts';

test.each([
  ['DELIVRD', 'DELIVRD'],
  ['  a \r\n b\t', 'a b'],
  ['a\u0000b\u001b[31m', 'a b [31m'],
  ['a\u202eb\u200b', 'a b'],
  ['x'.repeat(300), 'x'.repeat(100)],
])('tidyOperatorText(%j)', (given, expected) => {
  expect(tidyOperatorText(given)).toBe(expected);
});

test('no text of an operator gets through with control characters or beyond its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const tidy = tidyOperatorText(text);
      expect(tidy.length).toBeLessThanOrEqual(100);
      expect(tidy).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});

test('ids keep their case and zeros', () => {
  expect(tidyOperatorId('00aBc-7')).toBe('00aBc-7');
  expect(tidyOperatorId(' 77\0 ')).toBe('77');
  expect(tidyOperatorId('9'.repeat(200))).toHaveLength(64);
});
