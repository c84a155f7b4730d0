import type { Sheet } from '@ujumbe/flows';
import { expect, test } from 'vitest';
import { readXlsx } from './read-xlsx.ts';
import { unzip } from './unzip.ts';
import { writeXlsx } from './write-xlsx.ts';

test('what is written is read as it was', async () => {
  const sheets: Sheet[] = [
    {
      name: 'survey',
      rows: [
        ['type', 'name', 'label'],
        ['text', 'a', 'Ça va ? "Oui" & <non>'],
        ['integer', 'b', null],
        ['note', 1, true],
      ],
    },
    {
      name: 'choices',
      rows: [
        ['list_name', 'name'],
        ['l', '01'],
      ],
    },
  ];
  expect(await readXlsx(await writeXlsx(sheets))).toEqual(sheets);
});

test('no text becomes a formula', async () => {
  const texts = ['=1+1', '+254700000001', '-1', '@SUM(A1)', '=HYPERLINK("http://example.com")'];
  const bytes = await writeXlsx([{ name: 'a', rows: texts.map((text) => [text]) }]);
  const parts = [...unzip(bytes, (name) => name.includes('worksheets'))].map(([, part]) => part.toString());
  expect(parts.join('')).not.toMatch(/<f[ >]/);
  expect((await readXlsx(bytes))[0]?.rows).toEqual(texts.map((text) => [text]));
});

test('names of sheets are such as spreadsheet programs take', async () => {
  const sheets = ['a/b', 'A b', 'x'.repeat(40), ''].map((name) => ({ name, rows: [['1']] }));
  const names = (await readXlsx(await writeXlsx(sheets))).map(({ name }) => name);
  expect(names).toEqual(['a b', 'A b 2', 'x'.repeat(31), 'Sheet']);
});

test('texts longer than a cell are cut, and no sheet is no workbook', async () => {
  const [sheet] = await readXlsx(await writeXlsx([{ name: 'a', rows: [['x'.repeat(40_000)]] }]));
  expect(String(sheet?.rows[0]?.[0])).toHaveLength(32_767);
  await expect(writeXlsx([])).rejects.toThrow(RangeError);
});
