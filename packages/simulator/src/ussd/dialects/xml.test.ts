import fc from 'fast-check';
import { expect, it } from 'vitest';
import { childOf, escapeXml, readXml } from './xml.ts';

it('reads back whatever text was written, as data and as an attribute', () => {
  const text = fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", '\n', '\r', '\t', ' ', 'é', '😀', '&#10;', ']]>', 'a'),
  });
  fc.assert(
    fc.property(text, (value) => {
      const root = readXml(`<a b="${escapeXml(value)}"><c>${escapeXml(value)}</c></a>`);
      expect([root.attributes.b, childOf(root, 'c').text]).toEqual([value, value]);
    }),
  );
});

it.each([
  '',
  'text',
  '<a>',
  '</a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>text',
  '<a b="1" b="2"/>',
  '<a b=1/>',
  '<a b="<"/>',
  '<!DOCTYPE a><a/>',
  '<a><!-- x --></a>',
  '<a><![CDATA[x]]></a>',
  '<a>&nbsp;</a>',
  '<a>a & b</a>',
  '<a>&lt</a>',
  '<a>&constructor;</a>',
  '<a>&#x110000;</a>',
  '<a>&#0;</a>',
])('refuses %s', (source) => {
  expect(() => readXml(source)).toThrow(expect.objectContaining({ name: 'RefusedAnswer' }));
});

it('reads a line feed that stands in an attribute as a space', () => {
  expect(readXml('<a b="x\ny&#10;z"/>').attributes.b).toBe('x y\nz');
});
