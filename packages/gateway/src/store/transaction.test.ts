import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { apart, inTransaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  database.pool.on('error', () => undefined);
  await database.pool.query('create table notes (note text)');
});
afterAll(() => database.drop());

const note = (client: pg.PoolClient, text: string) => client.query('insert into notes values ($1)', [text]);
const notes = async () =>
  (await database.pool.query<{ note: string }>('select note from notes order by 1')).rows.map(
    (row) => row.note,
  );

describe('a transaction', () => {
  test('is committed with its result', async () => {
    expect(await inTransaction(database.pool, 'begin', (client) => note(client, 'kept').then(() => 7))).toBe(
      7,
    );
    expect(await notes()).toEqual(['kept']);
  });

  test('is rolled back when its work throws, and its client goes back unharmed', async () => {
    for (let round = 0; round < 10; round++) {
      await expect(
        inTransaction(database.pool, 'begin', async (client) => {
          await note(client, 'lost');
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
    }
    expect(await notes()).toEqual(['kept']);
    expect(database.pool.listenerCount('error')).toBe(1);
  });

  test('whose connection is lost between two statements fails, and ends no process', async () => {
    await expect(
      inTransaction(database.pool, 'begin', async (client) => {
        await note(client, 'lost');
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        const lost = new Promise<void>((resolve) => client.once('end', resolve));
        await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        await lost;
        await note(client, 'too late');
      }),
    ).rejects.toThrow();
    expect(await notes()).toEqual(['kept']);
  });
});

describe('a statement apart', () => {
  const statement = { name: 'a_note_apart', text: 'insert into notes values ($1)' };

  test('is prepared once for a connection, and leaves no savepoint behind', async () => {
    await inTransaction(database.pool, 'begin', async (client) => {
      await apart(client).run(statement, ['apart']);
      await apart(client).run(statement, ['apart again']);
      const { rows } = await client.query('select name from pg_prepared_statements');
      expect(rows).toEqual([{ name: statement.name }]);
      await expect(client.query('release savepoint apart')).rejects.toThrow('does not exist');
    });
  });

  test('that is refused leaves what was done before it, and others may follow', async () => {
    await database.pool.query('truncate notes');
    await inTransaction(database.pool, 'begin', async (client) => {
      await note(client, 'before');
      const refused = { name: 'refused', text: 'insert into notes select 1 / $1::int' };
      await expect(apart(client).run(refused, [0])).rejects.toThrow('division by zero');
      await apart(client).run(statement, ['after']);
    });
    expect(await notes()).toEqual(['after', 'before']);
  });
});
