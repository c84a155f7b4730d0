import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { changeGroups, readContactFields } from './contacts.ts';

const person = { accountId: 7, msisdn: '254700000001' };
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    `insert into accounts (id, name, currency) overriding system value values (7, 'Shop', 'KES'), (8, 'Other', 'KES')`,
  );
});
afterAll(() => database.drop());

test('of one nobody has met nothing is known', async () => {
  expect(await readContactFields(database.pool, person)).toEqual({ groups: [] });
});

test('groups are told to flows, sorted, of this account alone, with or without fields', async () => {
  const client = await database.pool.connect();
  try {
    await changeGroups(client, person, { join: ['b', 'a', 'gone'], leave: [] });
    await changeGroups(client, person, { join: [], leave: ['gone'] });
    await changeGroups(client, { ...person, accountId: 8 }, { join: ['other'], leave: [] });
    expect(await readContactFields(client, person)).toEqual({ groups: ['a', 'b'] });
    await client.query(
      `insert into contacts (account_id, msisdn, name, vars) values (7, $1, 'Asha', '{"age": 7, "groups": "own"}')`,
      [person.msisdn],
    );
    expect(await readContactFields(client, person)).toEqual({ name: 'Asha', age: 7, groups: ['a', 'b'] });
    const many = Array.from({ length: 60 }, (_, n) => `c${n}`);
    await changeGroups(client, person, { join: many, leave: [] });
    expect((await readContactFields(client, person)).groups).toHaveLength(50);
  } finally {
    client.release();
  }
});
