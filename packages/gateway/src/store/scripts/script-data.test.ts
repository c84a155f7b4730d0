import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { readContact, saveContact } from './contact-vars.ts';
import { createDataRow, deleteDataRow, findDataRow, MOST_ROWS, saveDataRow } from './data-rows.ts';
import { deleteDataTable, findDataTable, openDataTable } from './data-tables.ts';
import {
  countDataRows,
  countDataRowsByValue,
  findDataRows,
  type RowFilter,
  type RowTest,
} from './find-rows.ts';
import { ScriptDataRefused, type ScriptQueries, scriptQueries } from './script-queries.ts';

const MINE = 1;
const THEIRS = 2;
const origin = { contactId: null, fromNumber: null };
const all: RowFilter = { vars: {}, ...origin };
const page = { newestFirst: false, after: null, offset: 0, limit: 100 };

let database: TestDatabase;
let db: ScriptQueries;

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(`insert into accounts (name) values ('mine'), ('theirs')`);
  db = scriptQueries(database.pool);
});

afterAll(() => database.drop());

async function tableOf(...rows: Record<string, unknown>[]): Promise<number> {
  const { id } = await openDataTable(db, MINE, `table ${Math.random()}`);
  for (const vars of rows) await createDataRow(db, MINE, id, { vars, ...origin });
  return id;
}

describe('tables', () => {
  test('are found by name and made where there are none, once', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => openDataTable(db, MINE, 'Villages')));
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
    expect(opened[0]).toMatchObject({ name: 'Villages', rows: 0 });
    const theirs = await openDataTable(db, THEIRS, 'Villages');
    expect(theirs.id).not.toBe(opened[0]?.id);
  });

  test('go with their rows', async () => {
    const id = await tableOf({ a: 1 });
    await deleteDataTable(db, THEIRS, id);
    expect(await findDataTable(db, MINE, id)).toMatchObject({ rows: 1 });
    await deleteDataTable(db, MINE, id);
    await expect(findDataTable(db, MINE, id)).rejects.toThrow(`there is no data table ${id}`);
    expect(await countDataRows(db, MINE, id, all)).toBe(0);
  });

  test('number a hundred at most', async () => {
    const { rows } = await database.pool.query(`insert into accounts (name) values ('many') returning id`);
    const many = rows[0].id as number;
    for (let index = 0; index < 100; index++) await openDataTable(db, many, `t${index}`);
    await expect(openDataTable(db, many, 'one more')).rejects.toThrow('there are 100 data tables already');
    expect(await openDataTable(db, many, 't7')).toMatchObject({ name: 't7' });
  });
});

describe('rows', () => {
  test('are made, read, changed and deleted, and counted', async () => {
    const table = await tableOf();
    const from = { contactId: 'c', fromNumber: '+221770000001' };
    const vars = { text: 'x', number: 1.5, yes: true, list: [1, { a: null }] };
    const made = await createDataRow(db, MINE, table, { vars, ...from });
    expect(made).toMatchObject({ vars, ...from });
    expect(await findDataTable(db, MINE, table)).toMatchObject({ rows: 1 });
    await saveDataRow(db, MINE, table, made.id, {
      set: { number: 2, new: 'n' },
      removed: ['yes'],
      ...origin,
    });
    expect(await findDataRow(db, MINE, table, made.id)).toMatchObject({
      vars: { text: 'x', number: 2, new: 'n', list: [1, { a: null }] },
      contactId: null,
    });
    await deleteDataRow(db, MINE, table, made.id);
    await deleteDataRow(db, MINE, table, made.id);
    await expect(findDataRow(db, MINE, table, made.id)).rejects.toThrow(`has no row ${made.id}`);
    expect(await findDataTable(db, MINE, table)).toMatchObject({ rows: 0 });
  });

  test('what two sessions change of one row both stays', async () => {
    const table = await tableOf({ a: 1, b: 1 });
    const [row] = await findDataRows(db, MINE, table, all, page);
    const id = row?.id as string;
    await Promise.all([
      saveDataRow(db, MINE, table, id, { set: { a: 2 }, removed: [], ...origin }),
      saveDataRow(db, MINE, table, id, { set: { c: 2 }, removed: ['b'], ...origin }),
    ]);
    expect((await findDataRow(db, MINE, table, id)).vars).toEqual({ a: 2, c: 2 });
  });

  test('have 16 KiB at most', async () => {
    const long = { text: 'é'.repeat(8192) };
    const table = await tableOf({ a: 1 });
    await expect(createDataRow(db, MINE, table, { vars: long, ...origin })).rejects.toThrow('16 KiB');
    const [row] = await findDataRows(db, MINE, table, all, page);
    const change = { set: long, removed: [], ...origin };
    await expect(saveDataRow(db, MINE, table, row?.id as string, change)).rejects.toThrow(ScriptDataRefused);
    expect(await findDataTable(db, MINE, table)).toMatchObject({ rows: 1 });
  });

  test('of a full table are refused', async () => {
    const table = await tableOf();
    await database.pool.query('update script_tables set row_count = $2 where id = $1', [
      table,
      MOST_ROWS - 1,
    ]);
    await createDataRow(db, MINE, table, { vars: {}, ...origin });
    await expect(createDataRow(db, MINE, table, { vars: {}, ...origin })).rejects.toThrow(
      'has 100,000 rows already',
    );
  });

  test('of another account are not there', async () => {
    const table = await tableOf({ secret: 'theirs not' });
    const [row] = await findDataRows(db, MINE, table, all, page);
    const id = row?.id as string;
    expect(await findDataRows(db, THEIRS, table, all, page)).toEqual([]);
    expect(await countDataRows(db, THEIRS, table, all)).toBe(0);
    expect(await countDataRowsByValue(db, THEIRS, table, 'secret')).toEqual({});
    await expect(findDataRow(db, THEIRS, table, id)).rejects.toThrow(ScriptDataRefused);
    const change = { set: { secret: 'x' }, removed: [], ...origin };
    await expect(saveDataRow(db, THEIRS, table, id, change)).rejects.toThrow(ScriptDataRefused);
    await expect(createDataRow(db, THEIRS, table, { vars: {}, ...origin })).rejects.toThrow(
      ScriptDataRefused,
    );
    await deleteDataRow(db, THEIRS, table, id);
    expect((await findDataRow(db, MINE, table, id)).vars).toEqual({ secret: 'theirs not' });
  });
});

describe('a search', () => {
  let table: number;

  beforeAll(async () => {
    table = await tableOf(
      { name: 'Awa', age: 31, active: true, code: '007' },
      { name: 'Binta', age: '9', active: false },
      { name: 'Cheikh', age: 'unknown', note: null },
      { name: "D'Almeida; drop table", age: -4.5 },
    );
  });

  const cases: readonly (readonly [string, string | number | boolean | RowTest, string])[] = [
    ['name', 'Awa', 'A'],
    ['name', 'awa', ''],
    ['name', "D'Almeida; drop table", 'D'],
    ['age', 31, 'A'],
    ['age', '31', 'A'],
    ['age', 9, 'B'],
    ['active', true, 'A'],
    ['active', 'false', 'B'],
    ['code', 7, ''],
    ['code', '007', 'A'],
    ['missing', 'x', ''],
    ["na'me", 'x', ''],
    ['name', { eq: 'Awa' }, 'A'],
    ['name', { ne: 'Awa' }, 'BCD'],
    ['code', { ne: '007' }, 'BCD'],
    ['name', { prefix: 'A' }, 'A'],
    ['name', { prefix: '%' }, ''],
    ['name', { not_prefix: 'A' }, 'BCD'],
    ['code', { not_prefix: '0' }, 'BCD'],
    ['code', { exists: true }, 'A'],
    ['code', { exists: 0 }, 'BCD'],
    ['age', { gt: 9 }, 'A'],
    ['age', { gte: 9 }, 'AB'],
    ['age', { lt: '9' }, 'D'],
    ['age', { lte: 9 }, 'BD'],
    ['age', { min: -10, max: 10 }, 'BD'],
    ['age', { lt: 1e21 }, 'ABD'],
    ['age', { gt: -1e300, lt: 1e-9 }, 'D'],
    // What JavaScript would read as a number, and is none, is a text.
    ['age', { gt: true }, 'C'],
    ['age', { min: false }, 'C'],
    ['age', { lt: ' ' }, ''],
    ['age', { gte: '' }, 'ABCD'],
    ['age', { gt: '\u00a0' }, ''],
    ['age', { gt: '0x10' }, 'ABC'],
    ['age', { gt: '1e400' }, 'ABC'],
    ['age', { max: '9\n' }, 'ABD'],
    ['name', { gte: 'B', lt: 'D' }, 'BC'],
  ];

  test.each(cases)('%s %j finds %s', async (name, sought, found) => {
    const filter = { vars: { [name]: sought }, ...origin };
    const rows = await findDataRows(db, MINE, table, filter, page);
    expect(rows.map(({ vars }) => String(vars.name)[0]).join('')).toBe(found);
    expect(await countDataRows(db, MINE, table, filter)).toBe(found.length);
  });

  test('goes by pages, from either end', async () => {
    const two = { ...page, limit: 2 };
    const names = (rows: { vars: Record<string, unknown> }[]) =>
      rows.map(({ vars }) => String(vars.name)[0]).join('');
    const first = await findDataRows(db, MINE, table, all, two);
    const second = await findDataRows(db, MINE, table, all, { ...two, after: first[1]?.id as string });
    expect([names(first), names(second)]).toEqual(['AB', 'CD']);
    const newest = { ...two, newestFirst: true };
    const last = await findDataRows(db, MINE, table, all, newest);
    const before = await findDataRows(db, MINE, table, all, { ...newest, after: last[1]?.id as string });
    expect([names(last), names(before)]).toEqual(['DC', 'BA']);
    expect(names(await findDataRows(db, MINE, table, all, { ...two, offset: 3 }))).toBe('D');
  });

  test('finds by who made the row', async () => {
    const own = await tableOf();
    await createDataRow(db, MINE, own, { vars: { a: 1 }, contactId: 'c1', fromNumber: '+221770000001' });
    await createDataRow(db, MINE, own, { vars: { a: 2 }, contactId: 'c2', fromNumber: '+221770000002' });
    expect(await countDataRows(db, MINE, own, { ...all, contactId: 'c1' })).toBe(1);
    const rows = await findDataRows(db, MINE, own, { ...all, fromNumber: '+221770000002' }, page);
    expect(rows.map(({ vars }) => vars)).toEqual([{ a: 2 }]);
  });

  test('counts by value', async () => {
    const own = await tableOf({ v: 'a' }, { v: 'b' }, { v: 'a' }, { v: 1 }, {});
    expect(await countDataRowsByValue(db, MINE, own, 'v')).toEqual({ a: 2, b: 1, 1: 1 });
  });

  test('for equal values goes by the index', async () => {
    const own = await tableOf();
    await database.pool.query(
      `insert into script_rows (account_id, table_id, vars)
       select 1, $1, jsonb_build_object('n', n, 'text', repeat('x', 100)) from generate_series(1, 20000) n`,
      [own],
    );
    await database.pool.query('analyze script_rows');
    const { sql, parameters } = db
      .selectFrom('script_rows')
      .selectAll()
      .where('account_id', '=', MINE)
      .where('table_id', '=', own)
      .compile();
    const { rows } = await database.pool.query(
      `explain ${sql} and script_values(vars) @> '{"n": "777"}'::jsonb`,
      [...parameters],
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('script_rows_values');
    expect(await countDataRows(db, MINE, own, { ...all, vars: { n: '777' } })).toBe(1);
  });
});

describe('contacts', () => {
  test('are met when something of them is kept, per account', async () => {
    expect(await readContact(db, MINE, '221770000009')).toEqual({ name: '', vars: {} });
    await saveContact(db, MINE, '221770000009', { name: 'Awa', set: { a: 1, b: 2 }, removed: [] });
    await saveContact(db, MINE, '221770000009', { name: 'Awa D', set: { c: 'x' }, removed: ['a'] });
    expect(await readContact(db, MINE, '221770000009')).toEqual({
      name: 'Awa D',
      vars: { b: 2, c: 'x' },
    });
    expect(await readContact(db, THEIRS, '221770000009')).toEqual({ name: '', vars: {} });
  });

  test('have 16 KiB at most', async () => {
    const change = { name: '', set: { a: 'x'.repeat(17_000) }, removed: [] };
    await expect(saveContact(db, MINE, '221770000008', change)).rejects.toThrow('16 KiB');
  });
});
