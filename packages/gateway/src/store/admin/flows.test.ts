import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { readDirectoryVersion } from '../directory.ts';
import { AdminError } from './admin-error.ts';
import { listFlows, publishFlow } from './flows.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.pool.query(`insert into accounts (name) values ('one'), ('two')`);
});
beforeEach(() => db.pool.query('truncate flows restart identity cascade'));
afterAll(() => db.drop());

const publish = (name: string, text = '{}', accountId = 1) =>
  publishFlow(db.pool, { accountId, name, text, calls: {} });

test('what the newest version says already is published without a word to other nodes', async () => {
  expect(await publish('visit', '{"a": 1}')).toMatchObject({ version: 1, isNew: true });
  const before = await readDirectoryVersion(db.pool);
  expect(await publish('visit', '{"a":1}')).toMatchObject({ version: 1, isNew: false });
  expect(await readDirectoryVersion(db.pool)).toBe(before);
  expect(await publish('visit', '{"a":2}')).toMatchObject({ version: 2, isNew: true });
  expect(await readDirectoryVersion(db.pool)).not.toBe(before);
});

test('versions of a flow that is new are numbered one after the other, however many come at once', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, (_, index) => publish('visit', `{"a":${index}}`)));
  expect(made.map(({ version }) => version).toSorted()).toEqual([1, 2, 3, 4, 5]);
});

test('an account has at most a thousand flows', async () => {
  await db.pool.query(
    `insert into flows (account_id, name) select 1, 'flow-' || n from generate_series(1, 1000) n`,
  );
  const refused = await publish('visit').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AdminError);
  expect(String(refused)).toContain('1000 flows');
  expect(await publish('flow-7')).toMatchObject({ version: 1 });
  expect(await publish('visit', '{}', 2)).toMatchObject({ version: 1 });
});

test('a flow has at most ten thousand versions', async () => {
  const { id } = await publish('visit');
  await db.pool.query(
    `insert into flow_versions (flow_id, version, document) values ($1, 10000, '{"a":1}')`,
    [id],
  );
  await expect(publish('visit', '{"a":2}')).rejects.toThrow('"visit" has 10000 versions');
  expect(await publish('visit', '{"a":1}')).toMatchObject({ version: 10_000, isNew: false });
});

test('flows are listed with what their newest documents say of themselves', async () => {
  await publish('visit', '{"name":"Visit","languages":["en"]}');
  await publish('visit', '{"name":"A visit","languages":["en","sw"]}');
  await publish('silent');
  expect(await listFlows(db.pool, 1)).toMatchObject([
    { name: 'silent', title: '', languages: [], version: 1 },
    { name: 'visit', title: 'A visit', languages: ['en', 'sw'], version: 2 },
  ]);
});
