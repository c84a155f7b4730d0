import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowKey } from '#core/directory.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { readDirectory } from './directory.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.pool.query(
    `insert into accounts (name) values ('one'), ('two');
     insert into flows (account_id, name) values (1, 'open'), (1, 'secret'), (1, 'calling'), (2, 'secret'), (2, 'calling');
     insert into flow_versions (flow_id, version, document, calls) values
       (1, 1, '{"languages":["en","ar"],"settings":{"sensitive":true}}', '{}'), (1, 2, '{"languages":["en","fr"]}', '{}'),
       (2, 1, '{"settings":{"sensitive":true}}', '{}'), (2, 2, '{}', '{}'),
       (3, 1, '{}', '{"open":2,"secret":1}'), (4, 1, '{}', '{}'), (5, 1, '{}', '{"secret":1}');
     insert into ussd_apps (account_id, name, kind, settings, sensitive)
       select account_id, name, 'flow', json_build_object('flow', name), false from flows;
     insert into ussd_apps (account_id, name, kind, settings, sensitive) values (1, 'by itself', 'flow', '{"flow":"open"}', true)`,
  );
});
afterAll(() => db.drop());

test('an application of a flow is sensitive where it says so, or its newest flow or one that this calls', async () => {
  const { ussdApps } = await readDirectory(db.pool);
  expect([...ussdApps.values()].map((app) => [app.accountId, app.name, app.sensitive])).toEqual([
    [1, 'open', false],
    [1, 'secret', false],
    [1, 'calling', true],
    [2, 'secret', false],
    [2, 'calling', false],
    [1, 'by itself', true],
  ]);
});

test('a flow is sensitive where any version of it is, or calls one that is', async () => {
  const { flows } = await readDirectory(db.pool);
  expect([1, 2, 3, 4, 5].map((id) => flows.get(id)?.sensitive)).toEqual([true, true, true, false, false]);
});

test('a flow is found by its account and name, in its newest version', async () => {
  const { flows, flowsByName } = await readDirectory(db.pool);
  expect(flowsByName.get(flowKey(1, 'secret'))).toEqual({
    id: 2,
    accountId: 1,
    name: 'secret',
    version: 2,
    sensitive: true,
  });
  expect(flowsByName.get(flowKey(2, 'secret'))).toBe(flows.get(4));
  expect(flowsByName.get(flowKey(2, 'open'))).toBeUndefined();
});

test('an account speaks the languages of all versions of its flows', async () => {
  const { accounts } = await readDirectory(db.pool);
  expect([...(accounts.get(1)?.languages ?? [])].sort()).toEqual(['ar', 'en', 'fr']);
  expect(accounts.get(2)?.languages).toEqual(new Set());
});
