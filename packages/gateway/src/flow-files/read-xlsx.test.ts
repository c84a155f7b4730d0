import { readFileSync } from 'node:fs';
import { checkFlow, importXlsForm } from '@ujumbe/flows';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readXlsx } from './read-xlsx.ts';
import { archiveOf, type TestFile, workbookOf } from './test-archive.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { workbookLimits } from './workbook-limits.ts';

const testdata = new URL('testdata/', import.meta.url);
const one = '<row r="1"><c r="A1" t="n"><v>1</v></c></row>';

test('a form saved by Gnumeric becomes a flow without errors', async () => {
  const sheets = await readXlsx(readFileSync(new URL('needs-survey.xlsx', testdata)));
  expect(sheets.map(({ name, rows }) => [name, rows.length])).toEqual([
    ['survey', 26],
    ['choices', 12],
    ['settings', 2],
  ]);
  const { flow, report } = importXlsForm(sheets);
  if (flow === null) throw new Error('Nothing was made.');
  expect(flow.languages).toEqual(['en', 'fr']);
  expect(checkFlow(flow, {}).filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(
    report.filter(({ kind }) => kind === 'lost').map(({ place }) => ('row' in place ? place.row : null)),
  ).toEqual([null, 2, 2, 21, 22, 23, 24]);
});

test('a form saved by openpyxl becomes a flow without errors', async () => {
  const sheets = await readXlsx(readFileSync(new URL('water-home.xlsx', testdata)));
  expect(sheets[2]?.rows[1]).toEqual(['Water at home', 'water-home', 'English (en)', '2026-11-22']);
  const { flow, report } = importXlsForm(sheets);
  if (flow === null) throw new Error('Nothing was made.');
  expect(flow.id).toBe('water-home');
  expect(checkFlow(flow, {}).filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(flow.blocks.agree).toMatchObject({ kind: 'choice', options: [{ value: '1' }, { value: '2' }] });
  expect(flow.blocks['people-when']).toMatchObject({
    cases: [{ when: { field: 'answers.agree', op: '=', value: '1' } }],
  });
  expect(flow.blocks.moved).toMatchObject({ min: '2020-01-01', max: 'today' });
  expect(report.map(({ what }) => what)).toEqual(['A question of type "barcode" cannot be asked by text.']);
});

test('a small workbook is read', async () => {
  expect(await readXlsx(archiveOf(workbookOf(one)))).toEqual([{ name: 'survey', rows: [[1]] }]);
});

const zeros = Buffer.alloc(1024 * 1024);
const many = Array.from(
  { length: 20 },
  (_, index): TestFile => ({ name: `xl/${index}.xml`, content: zeros }),
);
const refused: readonly (readonly [string, Buffer, RegExp])[] = [
  ['an empty file', Buffer.alloc(0), /no \.xlsx workbook/],
  ['a text', Buffer.from('type,name,label\ntext,a,A\nnote,b,B\n'), /no \.xlsx workbook/],
  [
    'an old or locked workbook',
    Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(64)}`, 'hex'),
    /old \.xls workbook, or one with a password/,
  ],
  ['a file that is too large', Buffer.alloc(workbookLimits.file + 1, 'PK'), /5 MB may be/],
  ['an archive that promises too much', archiveOf(many), /is 20 MB when it is unpacked/],
  [
    'an archive that promises less than there is',
    archiveOf([{ name: 'a.xml', content: zeros, says: { inflated: 10 } }]),
    /larger than it tells/,
  ],
  [
    'an archive that promises more than there is',
    archiveOf([{ name: 'a.xml', content: Buffer.from('<a/>'), says: { inflated: 1000 } }]),
    /not what its directory tells/,
  ],
  [
    'content that was changed',
    archiveOf([{ name: 'a.xml', content: Buffer.from('<a/>'), says: { crc: 1 } }]),
    /not what its directory tells/,
  ],
  ['a name that is there twice', archiveOf([...workbookOf(one), ...workbookOf(one)]), /names a file twice/],
  [
    'an archive with a password',
    archiveOf([{ name: 'a.xml', content: Buffer.from('<a/>'), says: { flags: 1 } }]),
    /has a password/,
  ],
  [
    'another way of packing',
    archiveOf([{ name: 'a.xml', content: Buffer.from('<a/>'), says: { method: 12 } }]),
    /way nobody uses/,
  ],
  [
    'too many files',
    archiveOf(Array.from({ length: 501 }, (_, index) => ({ name: `${index}`, content: Buffer.alloc(0) }))),
    /501 files/,
  ],
  [
    'a cell in the last row of all',
    archiveOf(workbookOf('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    /more than 10000 rows/,
  ],
  [
    'a cell in the last column of all',
    archiveOf(workbookOf('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    /more than 200 columns/,
  ],
  [
    'a cell that says another row than its own',
    archiveOf(workbookOf('<row r="1"><c r="A999999"><v>1</v></c></row>')),
    /more than 10000 rows/,
  ],
  [
    'more rows than may be',
    archiveOf(workbookOf('<row><c><v>1</v></c></row>'.repeat(10_001))),
    /more than 10000 rows/,
  ],
  [
    'a place that is none',
    archiveOf(workbookOf('<row r="1"><c r="a1"><v>1</v></c></row>')),
    /"a1" is no place/,
  ],
  [
    'a DOCTYPE',
    archiveOf([
      ...workbookOf(one).slice(0, 2),
      { name: 'xl/worksheets/sheet1.xml', content: Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') },
    ]),
    /holds a declaration/,
  ],
  ['XML that is not well-formed', archiveOf(workbookOf('<row></c>')), /no well-formed XML/],
  [
    'XML nested too deep',
    archiveOf(workbookOf(`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`)),
    /nested too deep/,
  ],
  [
    'an archive that is no workbook',
    archiveOf([{ name: 'a.xml', content: Buffer.from('<a/>') }]),
    /no sound \.xlsx workbook/,
  ],
];

test.each(refused)('%s is refused in words', async (_label, bytes, why) => {
  const reading = readXlsx(bytes);
  await expect(reading).rejects.toBeInstanceOf(UnreadableFile);
  await expect(reading).rejects.toThrow(why);
});

test('files that share their octets are refused', async () => {
  const archive = archiveOf(workbookOf(one));
  const second = archive.indexOf('PK\x01\x02', archive.indexOf('PK\x01\x02') + 4, 'latin1');
  archive.writeUInt32LE(0, second + 42);
  await expect(readXlsx(archive)).rejects.toThrow('lie upon each other');
});

test('a damaged file is read or refused in words, never anything else', async () => {
  const sound = readFileSync(new URL('water-home.xlsx', testdata));
  const change = fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const damaged = Buffer.from(sound);
      for (const [at, octet] of changes) damaged[at] = octet;
      const error = await readXlsx(damaged).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null) expect(error).toBeInstanceOf(UnreadableFile);
    }),
    { numRuns: 200 },
  );
});
