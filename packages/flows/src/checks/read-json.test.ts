import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cases from './read-json.cases.json' with { type: 'json' };
import { lineOf, readJson } from './read-json.ts';

describe('readJson', () => {
  test.each(cases)('$text', ({ text, line, column, says }) => {
    const read = readJson(text);
    expect('fault' in read && read.fault).toMatchObject({ line, column });
    expect('fault' in read && read.fault.message).toContain(says);
  });

  test('reads what JSON.parse reads, and nothing else', () => {
    const broken = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '{', ']', ':', '\\', '\n', '-', '0', 'x', '\u0001'),
      )
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 6 }), broken), (text) => {
        const read = readJson(text);
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          expect('fault' in read).toBe(true);
          return;
        }
        expect('value' in read && read.value).toEqual(parsed);
      }),
      { numRuns: 3000 },
    );
  });

  test('knows the line of every part, and of the nearest part around one that is missing', () => {
    const read = readJson('\uFEFF{\r\n "a": [\n  1,\n  {"b/c": 2}\n ]\n}');
    if ('fault' in read) throw new Error(read.fault.message);
    const lines = ['', '/a', '/a/0', '/a/1', '/a/1/b~1c', '/a/1/missing/deep', '/other'];
    expect(lines.map((path) => lineOf(read.lines, path))).toEqual([1, 2, 3, 4, 4, 4, 1]);
  });
});
