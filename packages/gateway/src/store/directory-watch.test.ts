import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Directory } from '#core/directory.ts';
import { createLog } from '#core/log.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { DirectoryWatch } from './directory-watch.ts';

let database: TestDatabase;
let watch: DirectoryWatch;
let seen: Directory[];

beforeEach(async () => {
  database = await testDatabase();
  seen = [];
  watch = new DirectoryWatch(database.pool, createLog('silent'), (directory) => seen.push(directory));
  await database.pool.query(
    `insert into accounts (name, dlr_url, settings) values ('a', 'https://a.example', '{"refund":"rejected"}');
     insert into sender_ids values (1, 'TIARA'), (1, '20880');
     insert into connectors (name, kind, throughput, settings) values ('op', 'smpp', 50, '{"host":"x"}');
     insert into routes (connector_id, prefix, priority) values (1, '2547', 5);
     insert into prices (mcc, per_part) values ('639', 6000);
     insert into mo_routes (address, keyword, account_id) values ('20880', 'JOIN', 1);
     insert into api_keys (account_id, hash, hint, scopes, expires_at) values (1, '\\x0aff', 'h', '{sms:send}', '2027-01-01T00:00:00Z');
     insert into api_keys (account_id, hash, hint, revoked_at) values (1, '\\x0bff', 'h', now())`,
  );
});
afterEach(async () => {
  watch.stop();
  await database.drop();
});

describe('the directory', () => {
  test('is not there before it was read', () => {
    expect(() => watch.current()).toThrow(/before it was read/);
  });

  test('holds what the tables hold, revoked keys left out', async () => {
    await watch.look();
    const { accounts, keys, connectors, routes, prices, moRoutes } = watch.current();
    expect(accounts.get(1)).toMatchObject({
      name: 'a',
      currency: 'KES',
      active: true,
      defaultCountry: 'KE',
      dlrUrl: 'https://a.example',
      moUrl: null,
      senders: new Set(['TIARA', '20880']),
      settings: { refund: 'rejected', nullStyle: 'string', validityMinutes: 1440 },
    });
    expect([...keys]).toEqual([
      [
        '0aff',
        {
          id: 1,
          accountId: 1,
          scopes: new Set(['sms:send']),
          ipList: [],
          expiresAt: Date.parse('2027-01-01T00:00:00Z'),
        },
      ],
    ]);
    expect(connectors.get(1)).toMatchObject({
      name: 'op',
      enabled: true,
      statusFamily: 'smpp',
      throughput: 50,
      settings: { host: 'x' },
    });
    expect(routes).toEqual([
      {
        id: 1,
        accountId: null,
        mcc: null,
        mnc: null,
        prefix: '2547',
        connectorId: 1,
        priority: 5,
        weight: 1,
      },
    ]);
    expect(prices).toEqual([{ accountId: null, mcc: '639', mnc: null, perPart: 6000 }]);
    expect(moRoutes).toEqual([
      { id: 1, connectorId: null, flowId: null, address: '20880', keyword: 'JOIN', accountId: 1, url: null },
    ]);
  });

  test('is read again only when something changed', async () => {
    await watch.look();
    await watch.look();
    expect(seen).toHaveLength(1);
  });

  test.each([
    `update accounts set active = false`,
    `update api_keys set revoked_at = now()`,
    `delete from sender_ids where sender = 'TIARA'`,
    `update connectors set enabled = false`,
    `insert into routes (connector_id) values (1)`,
    `delete from prices`,
    `insert into mo_routes (address, account_id) values ('1', 1)`,
  ])('is read again after %s', async (change) => {
    await watch.look();
    await database.pool.query(change);
    await watch.look();
    expect(seen).toHaveLength(2);
    expect(seen[1]).not.toEqual(seen[0]);
  });

  test('is not read again for what changes with every message', async () => {
    await watch.look();
    await database.pool.query(`insert into balances (account_id, balance) values (1, 5)`);
    await database.pool.query(`update balances set balance = 1`);
    await watch.look();
    expect(seen).toHaveLength(1);
  });

  test('does not miss a change that commits while it is being read', async () => {
    const client = await database.pool.connect();
    await client.query('begin');
    await client.query('update accounts set active = false');
    await watch.look();
    expect(watch.current().accounts.get(1)?.active).toBe(true);
    await client.query('commit');
    client.release();
    await watch.look();
    expect(watch.current().accounts.get(1)?.active).toBe(false);
  });

  test('notices by itself what another process changed, and goes on after the database was away', async () => {
    await watch.start();
    await database.pool.query('alter table directory_version rename to gone');
    await expect(watch.look()).rejects.toThrow();
    await database.pool.query('alter table gone rename to directory_version');
    await database.pool.query(`update accounts set name = 'renamed'`);
    const deadline = performance.now() + 8000;
    while (seen.length < 2 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(watch.current().accounts.get(1)?.name).toBe('renamed');
  });

  test('asked for twice at once is read once', async () => {
    await Promise.all([watch.look(), watch.look(), watch.look()]);
    expect(seen).toHaveLength(1);
  });
});
