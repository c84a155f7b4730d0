import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readXml } from './read-xml.ts';
import { xmlAttribute, xmlText } from './write-xml.ts';

test.each([
  ['<&>"\'', '&lt;&amp;&gt;"\'', '&lt;&amp;&gt;&quot;&#39;'],
  ['1\n2\t3', '1\n2\t3', '1&#10;2&#9;3'],
  ['1\r\n2', '1&#13;\n2', '1&#13;&#10;2'],
  ['a\0b\u0008c\uFFFEd\uD83De', 'abcde', 'abcde'],
  ['\u{1F600}é', '\u{1F600}é', '\u{1F600}é'],
])('%j', (given, text, attribute) => {
  expect(xmlText(given)).toBe(text);
  expect(xmlAttribute(given)).toBe(attribute);
});

test('what XML can hold is read as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const read = readXml(
        Buffer.from(`<a b="${xmlAttribute(text)}" c='${xmlAttribute(text)}'>${xmlText(text)}</a>`),
      );
      expect([read.attributes.get('b'), read.attributes.get('c'), read.text]).toEqual([text, text, text]);
    }),
  );
});

test('whatever is written can be read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      readXml(Buffer.from(`<a b="${xmlAttribute(text)}">${xmlText(text)}</a>`));
    }),
  );
});
