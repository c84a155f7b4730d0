import { expect, test } from 'vitest';
import { describeUnstorable } from './describe-unstorable.ts';

const rule = 'holds NUL or half of a character, which cannot be stored. Take it out.';

test.each<[unknown, string[]]>([
  [{ unavailable: 'Samahani 🙏', vars: { a: ['x', 1, null, true] } }, []],
  [{ unavailable: 'a\0marker' }, [`unavailable ${rule}`]],
  [{ vars: { a: ['x', { b: '\ud83d' }] } }, [`vars.a[1].b ${rule}`]],
  [{ vars: { 'a\0': 'marker' } }, [`The name vars.a\ufffd ${rule}`]],
  [{ ['\udc00'.repeat(100)]: 1 }, [`The name ${'\ufffd'.repeat(60)} ${rule}`]],
])('%j', (settings, sentences) => expect(describeUnstorable(settings)).toEqual(sentences));

test('what is nested without end is named by where it begins', () => {
  const deep = JSON.parse(`{"vars":${'['.repeat(50_000)}${']'.repeat(50_000)}}`);
  expect(describeUnstorable(deep)).toEqual(['vars is nested more than 40 deep.']);
});
