import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await testDatabase();
  await database.pool.query('DROP TABLE schema_migrations');
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, sql: string) => writeFile(join(folder, name), sql);
const run = () => migrate({ connectionConfig: database.config, folder });

async function tables(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE tablename LIKE 'probe_%' ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

test('files are applied once, in their order, and named in the answer', async () => {
  await write('0001-first.sql', 'CREATE TABLE probe_one (id int); CREATE TABLE probe_two (id int)');
  await write('0002-second.sql', 'ALTER TABLE probe_one ADD COLUMN note text');
  await write('notes.txt', 'not a migration');
  expect(await run()).toEqual(['0001-first', '0002-second']);
  expect(await run()).toEqual([]);
  await write('0003-third.sql', 'CREATE TABLE probe_three (id int)');
  expect(await run()).toEqual(['0003-third']);
  expect(await tables()).toEqual(['probe_one', 'probe_three', 'probe_two']);
});

test('nodes that start together apply each file once between them', async () => {
  for (let n = 1; n <= 5; n++) await write(`000${n}-step.sql`, `CREATE TABLE probe_${n} (id int)`);
  const answers = await Promise.all([run(), run(), run(), run()]);
  expect(answers.flat().sort()).toEqual(['0001-step', '0002-step', '0003-step', '0004-step', '0005-step']);
});

test('a failing file changes nothing, and the files before it stay', async () => {
  await write('0001-good.sql', 'CREATE TABLE probe_good (id int)');
  await write('0002-bad.sql', 'CREATE TABLE probe_bad (id int); SELECT 1/0');
  await expect(run()).rejects.toThrow('Migration 0002-bad failed and changed nothing: division by zero');
  expect(await tables()).toEqual(['probe_good']);
  await write('0002-bad.sql', 'CREATE TABLE probe_mended (id int)');
  expect(await run()).toEqual(['0002-bad']);
});

test('an edited migration is an error; other line ends are no edit', async () => {
  await write('0001-first.sql', 'CREATE TABLE probe_one (id int);\nSELECT 1;\n');
  await run();
  await write('0001-first.sql', 'CREATE TABLE probe_one (id int);\r\nSELECT 1;\r\n');
  expect(await run()).toEqual([]);
  await write('0001-first.sql', 'CREATE TABLE probe_one (id bigint);\nSELECT 1;\n');
  await expect(run()).rejects.toThrow(/0001-first was edited after it was applied/);
});

test('a file numbered below an applied one is an error', async () => {
  await write('0002-second.sql', 'CREATE TABLE probe_two (id int)');
  await run();
  await write('0001-late.sql', 'CREATE TABLE probe_late (id int)');
  await expect(run()).rejects.toThrow(/0001-late is numbered below 0002-second/);
});

test('an older node works beside a newer database, unless the newer migration is breaking', async () => {
  await write('0001-first.sql', 'CREATE TABLE probe_one (id int)');
  await write('0002-added.sql', 'CREATE TABLE probe_two (id int)');
  await run();
  await rm(join(folder, '0002-added.sql'));
  expect(await run()).toEqual([]);
  await write('0002-added.sql', 'CREATE TABLE probe_two (id int)');
  await write('0003-renamed.sql', '-- breaking\nALTER TABLE probe_two RENAME TO probe_three');
  await run();
  await rm(join(folder, '0003-renamed.sql'));
  await expect(run()).rejects.toThrow(/upgraded by a newer Ujumbe \(0003-renamed\)/);
});

test('an applied file that is missing below the newest is an error', async () => {
  await write('0001-first.sql', 'SELECT 1');
  await write('0002-second.sql', 'SELECT 2');
  await run();
  await rm(join(folder, '0001-first.sql'));
  await expect(run()).rejects.toThrow(/has migration 0001-first, but its file is missing/);
});

test.each([
  ['a name without its number', { 'first.sql': 'SELECT 1' }, /first\.sql is not named like/],
  [
    'one number twice',
    { '0001-a.sql': 'SELECT 1', '0001-b.sql': 'SELECT 1' },
    /0001-a\.sql and 0001-b\.sql have one number/,
  ],
  ['a transaction of its own', { '0001-a.sql': 'SELECT 1;\nCOMMIT;\n' }, /0001-a\.sql has COMMIT; in it/],
])('a folder with %s is refused before anything runs', async (_what, files, expected) => {
  for (const [name, sql] of Object.entries(files)) await write(name, sql);
  await expect(run()).rejects.toThrow(expected);
  expect(await tables()).toEqual([]);
});

test("the project's own migrations pass on an empty database", async () => {
  const empty = await testDatabase();
  await empty.pool.query('DROP SCHEMA public CASCADE');
  await empty.pool.query('CREATE SCHEMA public');
  const folder = new URL('./migrations/', import.meta.url);
  const applied = await migrate({ connectionConfig: empty.config, folder });
  expect(applied[0]).toMatch(/^0001-/);
  await empty.drop();
});
