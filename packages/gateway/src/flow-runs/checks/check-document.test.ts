import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { type CheckText, checkDocument } from './check-document.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.pool.query(`insert into accounts (name, currency) values ('one', 'KES')`);
});
beforeEach(() => db.pool.query('truncate flows cascade'));
afterAll(() => db.drop());

/** A flow that calls others, as it is written. */
function textOf(id: string, calls: readonly string[] = [], words = 'Hello'): string {
  const kinds = [...calls.map((flow) => ({ kind: 'call', flow })), { kind: 'end', text: 'words' }];
  const blocks = Object.fromEntries(
    kinds.map((block, index) => [
      `b${index}`,
      index < calls.length ? { ...block, exits: { next: `b${index + 1}` } } : block,
    ]),
  );
  const texts = { words: { en: words } };
  return `${JSON.stringify({ format: 1, id, languages: ['en'], entry: 'b0', blocks, texts })}\n`;
}

const publish = (id: string, version: number, text: string) =>
  db.pool.query(
    `with known as (insert into flows (account_id, name) select id, $1 from accounts
                    on conflict (account_id, name) do update set name = $1 returning id)
     insert into flow_versions (flow_id, version, document) select id, $2, $3 from known`,
    [id, version, text],
  );
const accountId = async () =>
  (await db.pool.query<{ id: number }>('select id from accounts')).rows[0]?.id ?? 0;

test('a flow is checked with the newest texts of all it calls, as they were written', async () => {
  await publish('bottom', 1, textOf('bottom', ['gone']));
  await publish('bottom', 2, textOf('bottom'));
  await publish('middle', 1, textOf('middle', ['bottom']));
  await publish('stranger', 1, textOf('stranger'));
  const check = vi.fn<CheckText>(() => ({ flow: null, findings: [] }));
  const text = textOf('top', ['middle', 'nowhere']);
  expect((await checkDocument(db.pool, await accountId(), text, check)).calls).toEqual({
    middle: 1,
    bottom: 2,
  });
  expect(check.mock.calls).toEqual([
    [text, { middle: textOf('middle', ['bottom']), bottom: textOf('bottom') }],
  ]);
  expect((await checkDocument(db.pool, await accountId(), textOf('top', ['middle']))).findings).toEqual([]);
});

test('flows that are too large together are not read in', async () => {
  const names = Array.from({ length: 9 }, (_, index) => `large-${index}`);
  for (const name of names) await publish(name, 1, textOf(name, [], 'x'.repeat(500_000)));
  const check = vi.fn<CheckText>(() => ({ flow: null, findings: [] }));
  const id = await accountId();
  expect(await checkDocument(db.pool, id, textOf('top', names), check)).toMatchObject({
    flow: null,
    findings: [{ severity: 'error', code: 'too-large-together' }],
  });
  expect(check).not.toHaveBeenCalled();
  await checkDocument(db.pool, id, textOf('top', names.slice(0, 8)), check);
  expect(check).toHaveBeenCalledOnce();
});

test('more than fifty flows are too many', async () => {
  const names = Array.from({ length: 51 }, (_, index) => `one-${index}`);
  for (const name of names) await publish(name, 1, textOf(name));
  const { findings } = await checkDocument(db.pool, await accountId(), textOf('top', names));
  expect(findings).toMatchObject([{ code: 'too-many-flows' }]);
});
