import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { arrayLiteral } from './array-literal.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

async function read(type: string, list: readonly unknown[]): Promise<unknown> {
  const { rows } = await db.pool.query(`select $1::${type}[] as list`, [arrayLiteral(list)]);
  return rows[0].list;
}

test('the server reads back every text, empty, quoted, with backslashes, braces, commas and the word NULL', async () => {
  const text = fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\0', ''));
  const special = fc.constantFrom('', 'NULL', 'null', '{}', ',', '"', '\\', '\\"', ' a ', 'a\nb', '€', '😀');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(text, special, fc.constant(null))), async (list) => {
      expect(await read('text', list)).toEqual(list);
    }),
    { numRuns: 200 },
  );
});

test('numbers, truth values and gaps', async () => {
  expect(await read('int', [1, -2, null])).toEqual([1, -2, null]);
  expect(await read('bigint', [12n, 9007199254740993n])).toEqual(['12', '9007199254740993']);
  expect(await read('boolean', [true, false])).toEqual([true, false]);
  expect(await read('boolean', [true, null])).toEqual([true, null]);
  expect(await read('int', [])).toEqual([]);
});

test.each([
  [[new Date()]],
  [[Buffer.from('a')]],
  [[['a']]],
  [[{ a: 1 }]],
  [[undefined]],
  [['a', new Date()]],
])('what it does not know is left to pg: %j', (list) => {
  expect(arrayLiteral(list)).toBeNull();
});
