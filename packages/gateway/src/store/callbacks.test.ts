import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { messageState } from '#core/message-state.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { listCallbackAttempts, listCallbacks, replayCallbacks } from './callbacks.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
  await database.pool.query(`insert into accounts (name) values ('a'), ('b')`);
});

afterEach(() => database.drop());

async function addMessage(accountId: number, state: number): Promise<string> {
  const id = newId();
  await database.pool.query(
    `insert into messages (id, account_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc, price, charge_id,
                           expires_at, wants_callback, state, final_at, callback_at)
     values ($1, $2, '254700000001', 'TIARA', 'Hello', '', false, 1, 'gsm7', 1, '639', '02', 6000, $1, now(), true, $3, now(), now())`,
    [id, accountId, state],
  );
  return id;
}

async function addCallback(
  accountId: number,
  row: { owner?: number; dead?: boolean; kind?: 'dlr' | 'mo' } = {},
): Promise<string> {
  const id = newId();
  await database.pool.query(
    `insert into callbacks (subject_id, kind, account_id, owner, dead, attempts, due_at, created_at, last_status, last_error)
     values ($1, $2, $3, $4, $5, 4, now() + interval '1 hour', now() - interval '1 day', 500, 'answered 500')`,
    [id, row.kind ?? 'dlr', accountId, row.owner ?? null, row.dead ?? false],
  );
  return id;
}

const ids = (rows: { subjectId: string }[]) => rows.map((row) => row.subjectId);

test('lists newest first, page by page, and by account, kind and state', async () => {
  const waiting = await addCallback(1);
  const sending = await addCallback(1, { owner: 7 });
  const dead = await addCallback(1, { dead: true, kind: 'mo' });
  const foreign = await addCallback(2);
  const { pool } = database;

  expect(ids(await listCallbacks(pool, { accountId: null }, null, 10))).toEqual([
    foreign,
    dead,
    sending,
    waiting,
  ]);
  expect(ids(await listCallbacks(pool, { accountId: 1 }, null, 2))).toEqual([dead, sending]);
  expect(ids(await listCallbacks(pool, { accountId: 1 }, sending, 2))).toEqual([waiting]);
  for (const [state, id] of [
    ['waiting', waiting],
    ['sending', sending],
    ['dead', dead],
  ] as const) {
    const rows = await listCallbacks(pool, { accountId: 1, state }, null, 10);
    expect(rows).toMatchObject([
      { subjectId: id, state, attempts: 4, lastStatus: 500, lastError: 'answered 500' },
    ]);
  }
  expect(ids(await listCallbacks(pool, { accountId: 1, kind: 'mo' }, null, 10))).toEqual([dead]);
  expect(ids(await listCallbacks(pool, { accountId: 2, subjectId: dead }, null, 10))).toEqual([]);
});

test('a dead callback is owed again from the start', async () => {
  const dead = await addCallback(1, { dead: true });
  expect(await replayCallbacks(database.pool, 1, [dead])).toEqual([dead]);
  const { rows } = await database.pool.query(
    `select dead, attempts, owner, due_at <= now() as due, created_at > now() - interval '1 minute' as young from callbacks`,
  );
  expect(rows).toEqual([{ dead: false, attempts: 0, owner: null, due: true, young: true }]);
});

test('what waits for its next attempt is tried at once', async () => {
  const waiting = await addCallback(1);
  expect(await replayCallbacks(database.pool, null, [waiting])).toEqual([waiting]);
});

test('a delivered receipt or MO is told again, to the address of the MO route', async () => {
  const message = await addMessage(1, messageState.delivered);
  const mo = newId();
  await database.pool.query(
    `insert into mo_routes (address, account_id, url) values ('20880', 1, 'https://example.com/mo')`,
  );
  await database.pool.query(
    `insert into mo (id, connector_id, account_id, route_id, source, destination, body)
     values ($1, 1, 1, (select id from mo_routes), '254700000001', '20880', convert_to('Hi', 'UTF8'))`,
    [mo],
  );
  expect((await replayCallbacks(database.pool, 1, [message, mo])).sort()).toEqual([message, mo].sort());
  const { rows } = await database.pool.query(
    'select subject_id, kind, account_id, url, owner from callbacks order by kind',
  );
  expect(rows).toEqual([
    { subject_id: message, kind: 'dlr', account_id: 1, url: null, owner: null },
    { subject_id: mo, kind: 'mo', account_id: 1, url: 'https://example.com/mo', owner: null },
  ]);
  expect(await replayCallbacks(database.pool, 1, [message])).toEqual([message]);
});

test('what is being sent, not final, unknown or of another account is left alone', async () => {
  const sending = await addCallback(1, { owner: 7 });
  const unfinished = await addMessage(1, messageState.enroute);
  const foreignDead = await addCallback(2, { dead: true });
  const foreign = await addMessage(2, messageState.delivered);
  const before = await database.pool.query('select * from callbacks order by 1');
  expect(
    await replayCallbacks(database.pool, 1, [sending, unfinished, foreignDead, foreign, newId()]),
  ).toEqual([]);
  expect((await database.pool.query('select * from callbacks order by 1')).rows).toEqual(before.rows);
});

test('attempts are listed oldest first', async () => {
  const id = newId();
  await database.pool.query(
    `insert into callback_attempts (subject_id, kind, attempt, at, status, error, answer) values
     ($1, 'dlr', 2, '2026-11-21 10:00:10+00', 200, null, null), ($1, 'dlr', 1, '2026-11-21 10:00:00+00', 500, 'answered 500', 'oops')`,
    [id],
  );
  expect(await listCallbackAttempts(database.pool, id)).toEqual([
    { attempt: 1, at: new Date('2026-11-21T10:00:00Z'), status: 500, error: 'answered 500', answer: 'oops' },
    { attempt: 2, at: new Date('2026-11-21T10:00:10Z'), status: 200, error: null, answer: null },
  ]);
});
