import { expect, test } from 'vitest';
import { makeStorable } from './make-storable.ts';

test.each([
  [{ a: 'x\0y' }, { a: 'x\ufffdy' }],
  [{ deep: [{ cut: 'x\ud83c' }] }, { deep: [{ cut: 'x\ufffd' }] }],
  [{ cut: '\udf89x' }, { cut: '\ufffdx' }],
])('what no column holds is replaced: %j', (made, kept) => {
  expect(makeStorable(made)).toEqual(kept);
});

test.each([{ a: '\u{1f389} é' }, { a: null, b: [1, true, 'x'] }])('all else is the same: %j', (made) => {
  expect(makeStorable(made)).toBe(made);
});

test('what only looks like it stays', () => {
  expect(makeStorable({ typed: '\\u0000 \\ud83c' })).toEqual({ typed: '\\u0000 \\ud83c' });
});
