import { Readable } from 'node:stream';
import { text as read } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import cases from './formula-injection.cases.json' with { type: 'json' };
import { writeCsv } from './write-csv.ts';

async function textOf(
  header: string[],
  rows: (string | number | Date | { day: string } | null)[][],
  mark = false,
) {
  return read(Readable.from(writeCsv({ name: 'T', header, batches: [rows] }, { mark })));
}

const readBack = (text: string): string[][] => parse(text, { bom: true, record_delimiter: '\r\n' });

test.each(cases)('$text', async ({ text, written }) => {
  expect(readBack(await textOf(['a', 'b'], [[text, 'x']]))).toEqual([
    ['a', 'b'],
    [written, 'x'],
  ]);
});

test('a header does not act either', async () => {
  expect(readBack(await textOf(['=1', 'a;=1'], []))).toEqual([["'=1", "a;'=1"]]);
});

test('numbers, instants, days and nothing are written as such', async () => {
  const rows = [[-5, 2.5, new Date('2026-03-01T10:00:00.5Z'), { day: '2026-03-02' }, null]];
  expect(await textOf(['n', 'm', 'at', 'day', 'none'], rows)).toBe(
    'n,m,at,day,none\r\n-5,2.5,2026-03-01T10:00:00.500Z,2026-03-02,\r\n',
  );
});

test('the mark stands before everything, and only where it is asked for', async () => {
  expect([...(await textOf(['é'], [], true))][0]).toBe('\ufeff');
  expect((await textOf(['é'], [], true)).slice(1)).toBe(await textOf(['é'], []));
});

test('whatever is in the cells, an independent reader finds it, and no cell acts', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",; \'1a') }),
  );
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const [, ...found] = readBack(await textOf(['a', 'b'], rows));
      expect(found).toHaveLength(rows.length);
      for (const [i, row] of found.entries())
        for (const [j, text] of row.entries()) {
          const given = rows[i]?.[j] as string;
          expect(text.replaceAll("'", '')).toBe(given.replaceAll("'", ''));
          for (const part of /^-\d+(\.\d+)?$/.test(text) ? [] : text.split(/[;\t\r\n]/))
            expect(part).not.toMatch(/^[\s"]*[=+\-@]/);
        }
    }),
  );
});
