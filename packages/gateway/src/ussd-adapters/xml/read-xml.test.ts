import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableHop } from '#core/ussd-adapter.ts';
import cases from './read-xml.cases.json' with { type: 'json' };
import { readXml, type XmlElement } from './read-xml.ts';

type PlainElement = {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: PlainElement[];
};
type Case = { label: string; xml?: string; hex?: string; tree?: PlainElement; refused?: string };

const plain = ({ name, attributes, text, children }: XmlElement): PlainElement => ({
  name,
  attributes: Object.fromEntries(attributes),
  text,
  children: children.map(plain),
});

const bytesOf = ({ xml, hex }: Case) =>
  hex === undefined ? Buffer.from(xml ?? '') : Buffer.from(hex, 'hex');

/** What a document comes to: its tree, or the sentence. Everything else is a fault. */
function outcomeOf(bytes: Buffer): PlainElement | string {
  try {
    return plain(readXml(bytes));
  } catch (error) {
    if (error instanceof UnreadableHop) return error.message;
    throw error;
  }
}

test.each(cases as Case[])('$label', (each) => {
  expect(outcomeOf(bytesOf(each))).toEqual(each.tree ?? each.refused);
});

const GOOD =
  '<?xml version="1.0" encoding="UTF-8"?><u:ussd xmlns:u="urn:x"><msisdn>254700000001</msisdn><msg kind="a&amp;b">*123*12&#35;<![CDATA[<1>]]></msg><!-- c --></u:ussd>';

describe('hostile documents', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  const attributed = (count: number) =>
    `<a ${Array.from({ length: count }, (_, n) => `a${n}=""`).join(' ')}/>`;

  test.each([
    ['32 levels', nested(32), expect.objectContaining({ name: 'a' })],
    ['33 levels', nested(33), 'The XML is nested more than 32 deep.'],
    ['9,000 levels', nested(9_000), 'The XML is nested more than 32 deep.'],
    ['10,000 open tags', '<a>'.repeat(10_000), 'The XML is nested more than 32 deep.'],
    ['1,999 attributes', attributed(1_999), expect.objectContaining({ name: 'a' })],
    ['2,000 attributes', attributed(2_000), 'The XML has more than 2000 nodes.'],
    ['7,000 attributes', attributed(7_000), 'The XML has more than 2000 nodes.'],
    ['2,000 children', `<a>${'<b/>'.repeat(2_000)}</a>`, 'The XML has more than 2000 nodes.'],
    [
      '1,500 children with text between',
      `<a>${'<b/>x'.repeat(1_500)}</a>`,
      'The XML has more than 2000 nodes.',
    ],
    ['2,000 pieces of CDATA', `<a>${'<![CDATA[x]]>'.repeat(2_000)}</a>`, 'The XML has more than 2000 nodes.'],
    [
      '1,000 references',
      `<a>${'&#65;'.repeat(1_000)}</a>`,
      expect.objectContaining({ text: 'A'.repeat(1_000) }),
    ],
    [
      '1,001 numeric references',
      `<a>${'&#65;'.repeat(1_001)}</a>`,
      'The XML holds more than 1000 references.',
    ],
    ['1,001 named references', `<a>${'&amp;'.repeat(1_001)}</a>`, 'The XML holds more than 1000 references.'],
    [
      'both kinds together',
      `<a b="${'&lt;'.repeat(501)}">${'&#x41;'.repeat(500)}</a>`,
      'The XML holds more than 1000 references.',
    ],
    ['65,536 octets', `<a>${'x'.repeat(65_529)}</a>`, expect.objectContaining({ name: 'a' })],
    ['65,537 octets', `<a>${'x'.repeat(65_530)}</a>`, 'The XML has more than 65536 octets.'],
  ])('%s', (_label, xml, expected) => {
    expect(outcomeOf(Buffer.from(xml))).toEqual(expected);
  });

  test('a document cut off anywhere is refused', () => {
    for (let length = 0; length < GOOD.length; length++) {
      expect(outcomeOf(Buffer.from(GOOD.slice(0, length)))).toEqual(expect.any(String));
    }
  });
});

describe('whatever comes in, a tree or a sentence comes out', () => {
  test('random octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        outcomeOf(Buffer.from(bytes));
      }),
    );
  });

  test('random pieces of markup', () => {
    const pieces = [
      '<',
      '</',
      '>',
      '/>',
      '<a',
      '<a>',
      '</a>',
      ' b="',
      '"',
      '&',
      '&#',
      '&#x',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE',
      'x',
      '\u{1F600}',
      '\0',
      '=',
      ':',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => {
        outcomeOf(Buffer.from(parts.join('')));
      }),
      { numRuns: 500 },
    );
  });

  test('a good document with octets changed', () => {
    const change = fc.record({ at: fc.nat(GOOD.length - 1), octet: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(GOOD);
        for (const { at, octet } of changes) bytes[at] = octet;
        outcomeOf(bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a refusal holds nothing of the document', () => {
    fc.assert(
      fc.property(fc.nat(GOOD.length), fc.string({ minLength: 1, maxLength: 5 }), (at, inserted) => {
        const outcome = outcomeOf(Buffer.from(`${GOOD.slice(0, at)}<${inserted}${GOOD.slice(at)}`));
        if (typeof outcome === 'string') expect(outcome).not.toMatch(/254700000001|\*123/);
      }),
    );
  });
});
