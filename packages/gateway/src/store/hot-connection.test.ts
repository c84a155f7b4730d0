import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { inAcceptedGroups } from './accepted-groups.ts';
import { isServerRefusal } from './database-errors.ts';
import { DatabaseUnavailable, HotConnection } from './hot-connection.ts';

let database: TestDatabase;
let connection: HotConnection;
beforeEach(async () => {
  database = await testDatabase();
  connection = new HotConnection(database.config, 'test');
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

const statement = (name: string, text: string) => ({ name, text });
const pid = async () =>
  (await connection.run<{ pid: number }>(statement('pid', 'select pg_backend_pid() as pid'), []))[0]
    ?.pid as number;

describe('a hot connection', () => {
  test('runs one statement after the other, in order, on one session planned for look-ups', async () => {
    await connection.run(statement('make', 'create temp table seen (i int)'), []);
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        connection.run(statement('add', 'insert into seen values ($1)'), [index]),
      ),
    );
    const rows = await connection.run<{ i: number }>(
      statement('read', 'select i from seen order by ctid'),
      [],
    );
    expect(rows.map(({ i }) => i)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    const [settings] = await connection.run(
      statement(
        'settings',
        `select current_setting('enable_seqscan') as scan, current_setting('enable_hashjoin') as hash, current_setting('lock_timeout') as lock`,
      ),
      [],
    );
    expect(settings).toEqual({ scan: 'off', hash: 'off', lock: '2s' });
  });

  test('a statement the server refuses leaves the session as it is', async () => {
    const before = await pid();
    const refused = connection.run(statement('wrong', 'select 1 / 0'), []);
    await expect(refused).rejects.toSatisfy(isServerRefusal);
    expect(await pid()).toBe(before);
  });

  test('a session that is lost fails what is under way, and the next statement makes another', async () => {
    const before = await pid();
    const sleeping = connection.run(statement('sleep', 'select pg_sleep(30)'), []);
    const next = pid();
    await database.pool.query('select pg_terminate_backend($1)', [before]);
    await expect(sleeping).rejects.toThrow(DatabaseUnavailable);
    expect(await next).not.toBe(before);
  });

  test('a session that is lost while nothing is under way ends no process', async () => {
    const before = await pid();
    await database.pool.query('select pg_terminate_backend($1)', [before]);
    let after = before;
    while (after === before) after = await pid().catch(() => before);
  });

  test('a lock that is not to be had in two seconds is the database being away, not a wrong statement', async () => {
    await database.pool.query('create table held (i int)');
    const client = await database.pool.connect();
    await client.query('begin; lock table held');
    await expect(connection.run(statement('wait', 'select * from held'), [])).rejects.toThrow(
      DatabaseUnavailable,
    );
    await client.query('rollback');
    client.release();
    expect(await connection.run(statement('wait', 'select * from held'), [])).toEqual([]);
  });

  test('without a server, and once it is closed, says so', async () => {
    const nowhere = new HotConnection({ connectionString: 'postgres://127.0.0.1:1/none' }, 'nowhere');
    await expect(nowhere.run(statement('x', 'select 1'), [])).rejects.toThrow(DatabaseUnavailable);
    await nowhere.close();
    await expect(nowhere.run(statement('x', 'select 1'), [])).rejects.toThrow(/closed/);
  });
});

describe('a group of which some are refused', () => {
  const refusal = Object.assign(new pg.DatabaseError('no', 2, 'error'), { code: '23505' });

  function write(bad: readonly number[], awayAt = Number.POSITIVE_INFINITY) {
    const told = { written: [] as number[], refused: [] as number[], unwritten: [] as number[], tries: 0 };
    const done = inAcceptedGroups(
      Array.from({ length: 16 }, (_, index) => index),
      async (group) => {
        told.tries += 1;
        if (told.tries === awayAt) throw new DatabaseUnavailable('away');
        if (group.some((item) => bad.includes(item))) throw refusal;
        told.written.push(...group);
      },
      { refused: (item) => told.refused.push(item), unwritten: (items) => told.unwritten.push(...items) },
    );
    return { done, told };
  }

  test.each([[[]], [[0]], [[15]], [[3, 4]], [[0, 5, 10, 15]]])(
    '%j: the others are written, in order',
    async (bad) => {
      const { done, told } = write(bad);
      await done;
      expect(told.refused).toEqual(bad);
      expect(told.written).toEqual(
        Array.from({ length: 16 }, (_, index) => index).filter((item) => !(bad as number[]).includes(item)),
      );
    },
  );

  test('costs little where one of many is bad', async () => {
    const { done, told } = write([7]);
    await done;
    expect(told.tries).toBeLessThanOrEqual(2 * 4 + 1);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'and the database goes away at try %d: each item has one end',
    async (at) => {
      const { done, told } = write([7], at);
      await expect(done).rejects.toThrow(DatabaseUnavailable);
      const all = [...told.written, ...told.refused, ...told.unwritten];
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index));
    },
  );

  test('that is empty asks nothing', async () => {
    let asked = false;
    await inAcceptedGroups<number>(
      [],
      async () => {
        asked = true;
      },
      { refused: () => undefined, unwritten: () => undefined },
    );
    expect(asked).toBe(false);
  });
});
