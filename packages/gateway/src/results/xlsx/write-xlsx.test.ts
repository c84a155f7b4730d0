import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { strFromU8, unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import type { Table } from '../cell.ts';
import cases from '../formula-injection.cases.json' with { type: 'json' };
import { columnName } from './sheet-xml.ts';
import { writeXlsx } from './write-xlsx.ts';

async function bytesOf(tables: readonly Table[], maxRows?: number): Promise<Buffer> {
  return buffer(Readable.from(writeXlsx(tables, maxRows)));
}

test('an independent reader finds every kind of cell', async () => {
  const rows = [
    ['Kisumu', -5, 2.5, new Date('2026-03-01T10:00:30Z'), { day: '1958-02-03' }, null],
    ['  two\nlines <&> "é" 👋 _x0041_', 0, 1e21, new Date(0), { day: '2026-12-31' }, 'last'],
  ];
  const header = ['text', 'n', 'm', 'at', 'day', 'none'];
  const bytes = await bytesOf([{ name: 'Responses', header, batches: [rows] }]);
  const [sheet] = await readWorkbook(bytes, { trim: false });
  expect(sheet).toEqual({
    sheet: 'Responses',
    data: [
      header,
      ['Kisumu', -5, 2.5, new Date('2026-03-01T10:00:30Z'), new Date('1958-02-03'), null],
      ['  two\nlines <&> "é" 👋 _x0041_', 0, 1e21, new Date(0), new Date('2026-12-31'), 'last'],
    ],
  });
});

test('days that spreadsheets do not have are texts', async () => {
  const rows = ['0000-01-01', '1900-02-28', '1900-03-01', '9999-99-99'].map((day) => [{ day }]);
  const [sheet] = await readWorkbook(await bytesOf([{ name: 'T', header: ['day'], batches: [rows] }]));
  expect(sheet?.data.flat()).toEqual([
    'day',
    '0000-01-01',
    '1900-02-28',
    new Date('1900-03-01'),
    '9999-99-99',
  ]);
});

test('texts are texts whatever they look like: there is no formula in the file', async () => {
  const rows = cases.map(({ text }) => [text, 'x']);
  const parts = unzipSync(await bytesOf([{ name: 'Responses', header: ['a', 'b'], batches: [rows] }]));
  const xml = strFromU8(parts['xl/worksheets/sheet1.xml'] as Uint8Array);
  const texts: string[] = [];
  const elements = new Set<string>();
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => elements.add(name));
  parser.on('text', (text) => texts.push(text));
  parser.write(xml).close();
  expect([...elements].sort().join(' ')).toBe('c is pane row sheetData sheetView sheetViews t worksheet');
  expect(texts.filter((text) => text !== 'x' && text !== '\n')).toEqual([
    'a',
    'b',
    ...cases.map(({ text }) => text).filter((text) => text !== ''),
  ]);
});

test('every part of the package is well-formed, and is named among its types', async () => {
  const table = { name: 'A & B', header: ['a'], batches: [] };
  const parts = unzipSync(await bytesOf([table, { ...table, name: 'Codebook' }]));
  for (const bytes of Object.values(parts)) new SaxesParser().write(strFromU8(bytes)).close();
  const types = strFromU8(parts['[Content_Types].xml'] as Uint8Array);
  const named = Object.keys(parts).filter((path) => path.startsWith('xl/') && !path.endsWith('.rels'));
  for (const path of named) expect(types).toContain(`PartName="/${path}"`);
  expect(named).toHaveLength(4);
});

test('control characters and halves of characters do not break the file; a cell holds what cells can hold', async () => {
  const rows = [['a\u0000\u001b\ud83d', 'é'.repeat(40_000)]];
  const [sheet] = await readWorkbook(await bytesOf([{ name: 'T', header: ['a', 'b'], batches: [rows] }]));
  expect(sheet?.data[1]).toEqual(['a\ufffd\ufffd\ufffd', 'é'.repeat(32_767)]);
});

test('what is too long for a sheet goes on in the next, with its header', async () => {
  const rows = Array.from({ length: 7 }, (_, i) => [i + 1]);
  const sheets = await readWorkbook(
    await bytesOf([{ name: 'Responses', header: ['n'], batches: [rows.slice(0, 2), rows.slice(2)] }], 4),
  );
  expect(sheets.map(({ sheet, data }) => [sheet, ...data.flat()])).toEqual([
    ['Responses', 'n', 1, 2, 3],
    ['Responses 2', 'n', 4, 5, 6],
    ['Responses 3', 'n', 7],
  ]);
});

test('columns are named as spreadsheets name them', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});
