import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '#core/log.ts';
import { TestClock } from '#core/test-clock.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { NodeLease } from './node-lease.ts';

let database: TestDatabase;
let clock: TestClock;
const leases: NodeLease[] = [];

beforeEach(async () => {
  database = await testDatabase();
  clock = new TestClock();
});
afterEach(async () => {
  for (const lease of leases.splice(0)) await lease.stop();
  await database.drop();
});

function leaseOf(name: string, leaseMs = 10_000, sealedBy = 'key') {
  const told: string[] = [];
  const lease = new NodeLease({
    pool: database.pool,
    name,
    version: '1',
    sealedBy,
    clock,
    log: createLog('silent'),
    onLost: () => told.push('lost'),
    onFreed: () => told.push('freed'),
    reaches: () => [3, 5],
    leaseMs,
  });
  leases.push(lease);
  return { lease, told };
}

const rows = async (text: string) => (await database.pool.query(text)).rows;
const owe = (owner: number, released = true) =>
  database.pool.query(
    `with id as (select gen_random_uuid() as id),
     callback as (insert into callbacks (subject_id, kind, account_id, owner) select id, 'dlr', 1, $1 from id)
     insert into mt_queue (message_id, connector_id, lane, owner, released, expires_at) select id, 1, 1, $1, $2, now() from id`,
    [owner, released],
  );
const owners = async () => [
  ...(await rows('select owner, released from mt_queue order by owner nulls first')),
  ...(await rows('select owner from callbacks order by owner nulls first')),
];

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 8000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

describe('a lease', () => {
  test('is held for six tenths of its time from before it was asked for, and no longer', async () => {
    const { lease } = leaseOf('a');
    expect(lease.holds()).toBe(false);
    await lease.register();
    expect(lease.holds()).toBe(true);
    clock.advance(5999);
    expect(lease.holds()).toBe(true);
    clock.advance(1);
    expect(lease.holds()).toBe(false);
  });

  test('counts from before the request, however long the database takes', async () => {
    const { lease } = leaseOf('a');
    const registering = lease.register();
    clock.advance(6000);
    await registering;
    expect(lease.holds()).toBe(false);
  });

  test('is renewed in rounds, and comes back after a pause in which nobody took over', async () => {
    const { lease, told } = leaseOf('a', 50);
    await lease.register();
    const { id } = lease;
    lease.start();
    clock.advance(40);
    expect(lease.holds()).toBe(false);
    await until(() => lease.holds());
    expect(lease.id).toBe(id);
    expect(told).not.toContain('lost');
    // What it can send through is told with it.
    expect(await rows('select reaches from nodes')).toEqual([{ reaches: [3, 5] }]);
  });

  test('given back frees what the node held, and remembers what may have been sent', async () => {
    const { lease } = leaseOf('a');
    await lease.register();
    await owe(lease.id, true);
    await lease.stop();
    expect(await owners()).toEqual([{ owner: null, released: true }, { owner: null }]);
    expect(await rows('select from nodes')).toEqual([]);
  });
});

describe('solitude', () => {
  test('is known from the start, and only as long as a renewal is fresh', async () => {
    const { lease } = leaseOf('a');
    expect(lease.solitude()).toBeNull();
    await lease.register();
    expect(lease.solitude()).not.toBeNull();
    clock.advance(2999);
    expect(lease.solitude()).not.toBeNull();
    clock.advance(1);
    expect(lease.solitude()).toBeNull();
  });

  test('ends with the next renewal when another node comes, and is another one when that has gone', async () => {
    const one = leaseOf('a', 1000);
    await one.lease.register();
    one.lease.start();
    const before = one.lease.solitude();
    const two = leaseOf('b', 60_000);
    await two.lease.register();
    expect(two.lease.solitude()).toBeNull();
    await until(() => one.lease.solitude() === null);
    await two.lease.stop();
    await until(() => {
      clock.advance(1);
      return one.lease.solitude() !== null;
    });
    expect(one.lease.solitude()).not.toBe(before);
  });

  test('a new node waits until the others know of it, and waits for nobody where there is none', async () => {
    const one = leaseOf('a', 1000);
    await one.lease.register();
    await one.lease.introduce();
    one.lease.start();
    const two = leaseOf('b', 1000);
    await two.lease.register();
    await two.lease.introduce();
    expect(one.lease.solitude()).toBeNull();
  });
});

describe('a new node', () => {
  test('of the same name ends the former at once and takes a new number', async () => {
    const { lease: former, told } = leaseOf('a', 50);
    await former.register();
    await owe(former.id);
    const { lease: next } = leaseOf('a');
    await next.register();
    expect(next.id).toBeGreaterThan(former.id);
    expect(await owners()).toEqual([{ owner: null, released: true }, { owner: null }]);
    former.start();
    await until(() => told.includes('lost'));
    expect(former.holds()).toBe(false);
  });

  test('has a slot of no other that lives, and the lowest there is', async () => {
    const leases = ['a', 'b', 'c'].map((name) => leaseOf(name).lease);
    await Promise.all(leases.map((lease) => lease.register()));
    expect(leases.map(({ slot }) => slot).sort()).toEqual([0, 1, 2]);
    await leases.find(({ slot }) => slot === 1)?.stop();
    const { lease } = leaseOf('d');
    await lease.register();
    expect(lease.slot).toBe(1);
  });

  test('with another key is refused while one lives, and takes over when none does', async () => {
    const living = leaseOf('a');
    await living.lease.register();
    const { lease } = leaseOf('b', 10_000, 'another key');
    await expect(lease.register()).rejects.toThrow('Another node of this database seals with another key.');
    const again = leaseOf('a', 10_000, 'another key');
    await again.lease.register();
    expect(await rows('select name, sealed_by from nodes')).toEqual([
      { name: 'a', sealed_by: 'another key' },
    ]);
  });

  test('of another name leaves the living alone', async () => {
    const { lease } = leaseOf('a');
    await lease.register();
    await owe(lease.id);
    await leaseOf('b').lease.register();
    expect(await owners()).toEqual([{ owner: lease.id, released: true }, { owner: lease.id }]);
  });
});

describe('a node whose lease ran out', () => {
  test('is ended by another one, which hears of what is free', async () => {
    const { lease: frozen } = leaseOf('frozen');
    await frozen.register();
    await owe(frozen.id);
    await database.pool.query(`update nodes set lease_until = now() - interval '1 second'`);
    const { lease: watchful, told } = leaseOf('watchful', 50);
    await watchful.register();
    watchful.start();
    await until(() => told.includes('freed'));
    expect(await owners()).toEqual([{ owner: null, released: true }, { owner: null }]);
    expect(await rows('select id from nodes')).toEqual([{ id: watchful.id }]);
  });

  test('hears of it once, however long it takes to come back as another node', async () => {
    const { lease, told } = leaseOf('a', 20);
    await lease.register();
    const { id } = lease;
    lease.start();
    await database.pool.query('delete from nodes');
    await until(() => told.length > 0);
    let looks = 0;
    await until(async () => {
      await rows('select 1');
      looks += 1;
      return looks > 40;
    });
    expect(told).toEqual(['lost']);
    expect(lease.holds()).toBe(false);
    await lease.register();
    expect(lease.id).not.toBe(id);
    expect(lease.holds()).toBe(true);
    await database.pool.query('delete from nodes');
    await until(() => told.length > 1);
  });

  test('that commits a row after its end leaves a stray, which the living free', async () => {
    const { lease, told } = leaseOf('a', 30);
    await lease.register();
    await owe(999_999);
    await owe(lease.id);
    lease.start();
    await until(() => told.includes('freed'));
    expect(await owners()).toEqual([
      { owner: null, released: true },
      { owner: lease.id, released: true },
      { owner: null },
      { owner: lease.id },
    ]);
  });

  test('says nothing while the database does not answer, and does not trust its lease', async () => {
    const { lease, told } = leaseOf('a', 50);
    await lease.register();
    await database.pool.query('alter table nodes rename to gone');
    lease.start();
    clock.advance(30);
    let looks = 0;
    await until(async () => {
      await rows('select 1');
      looks += 1;
      return looks > 20;
    });
    expect([told, lease.holds()]).toEqual([[], false]);
    await database.pool.query('alter table gone rename to nodes');
    await until(() => lease.holds());
  });
});
