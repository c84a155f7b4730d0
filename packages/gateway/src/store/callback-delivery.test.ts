import type pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { messageState } from '#core/message-state.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import {
  buryCallbacks,
  findWaitingGroups,
  ownedCallbackIds,
  returnCallbacks,
  takeCallbacks,
  writeDelivered,
  writeFailed,
} from './callback-delivery.ts';
import { HotConnection } from './hot-connection.ts';

const NODE = 7;
const OTHER_NODE = 8;
const AT = Date.parse('2026-11-21T10:00:00.123Z');

let database: TestDatabase;
let connection: HotConnection;

beforeEach(async () => {
  database = await testDatabase();
  connection = new HotConnection(database.config, 'test');
  await database.pool.query(`insert into accounts (name) values ('a'), ('b')`);
  await database.pool.query(`insert into connectors (name, kind) values ('op', 'smpp')`);
});

afterEach(async () => {
  await connection.close();
  await database.drop();
});

type Owed = {
  owner?: number | null;
  accountId?: number;
  kind?: 'dlr' | 'mo';
  attempts?: number;
  dueIn?: string;
};

/** Final messages, or MO, and the callbacks owed for them. @returns their ids */
async function owe(
  count: number,
  { owner = NODE, accountId = 1, kind = 'dlr', attempts = 0, dueIn = '0' }: Owed = {},
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  if (kind === 'dlr') {
    await database.pool.query(
      `insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc, price,
                             charge_id, expires_at, wants_callback, state, reason, final_at)
       select id, $2, 1, '254700000001', 'TIARA', 'Hello', 'r1', false, 1, 'gsm7', 1, '639', '02', 6000,
              id, now() + interval '1 day', true, ${messageState.delivered}, 'DELIVRD', $3
       from unnest($1::uuid[]) as u(id)`,
      [ids, accountId, new Date(AT).toISOString()],
    );
  } else {
    await database.pool.query(
      `insert into mo (id, number, connector_id, account_id, source, destination, body, received_at)
       select id, 5000 + i, 1, $2, '254700000001', '20880', convert_to('Hi', 'UTF8'), $3 from unnest($1::uuid[]) with ordinality as u(id, i)`,
      [ids, accountId, new Date(AT).toISOString()],
    );
  }
  await database.pool.query(
    `insert into callbacks (subject_id, kind, account_id, owner, attempts, due_at)
     select id, $2, $3, $4, $5, now() + $6::interval from unnest($1::uuid[]) as u(id)`,
    [ids, kind, accountId, owner, attempts, dueIn],
  );
  return ids;
}

async function rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.pool.query<Row>(text, values)).rows;
}

const asDelivered = (ids: string[], attempt = 1) =>
  ids.map((subjectId) => ({ subjectId, attempt, status: 200 }));

test('a delivered callback ends, and its message or MO says when', async () => {
  const [message = ''] = await owe(1);
  const [mo = ''] = await owe(1, { kind: 'mo' });
  await writeDelivered(connection, NODE, asDelivered([message, mo]), AT);
  expect(await rows('select from callbacks')).toHaveLength(0);
  expect(await rows('select callback_at from messages union all select callback_at from mo')).toEqual([
    { callback_at: new Date(AT) },
    { callback_at: new Date(AT) },
  ]);
  expect(await rows('select from callback_attempts')).toHaveLength(0);
});

test('a success after failures is told', async () => {
  const [id = ''] = await owe(1, { attempts: 2 });
  await writeDelivered(connection, NODE, [{ subjectId: id, attempt: 3, status: 204 }], AT);
  expect(await rows('select subject_id, kind, attempt, at, status, error from callback_attempts')).toEqual([
    { subject_id: id, kind: 'dlr', attempt: 3, at: new Date(AT), status: 204, error: null },
  ]);
});

test('an outcome under a lost lease changes nothing', async () => {
  const ids = await owe(4, { owner: OTHER_NODE });
  const before = await rows('select * from callbacks order by 1');
  await writeDelivered(connection, NODE, asDelivered(ids), AT);
  const failed = { attempts: 1, waitMs: 1000, status: 500, error: 'answered 500', answer: '' };
  await writeFailed(
    connection,
    NODE,
    ids.map((subjectId) => ({ subjectId, ...failed })),
  );
  await returnCallbacks(
    connection,
    NODE,
    ids.map((subjectId) => ({ subjectId, waitMs: 0 })),
  );
  expect(await rows('select * from callbacks order by 1')).toEqual(before);
  expect(await rows('select from messages where callback_at is not null')).toHaveLength(0);
  expect(await rows('select from callback_attempts')).toHaveLength(0);
});

test('a failed callback waits for its next attempt without an owner, and the attempt is told', async () => {
  const [again = '', never = ''] = await owe(2);
  await writeFailed(connection, NODE, [
    { subjectId: again, attempts: 1, waitMs: 10_000, status: 500, error: 'answered 500', answer: 'oops' },
    { subjectId: never, attempts: 11, waitMs: null, status: null, error: 'connection refused', answer: '' },
  ]);
  expect(
    await rows(
      `select subject_id, owner, dead, attempts, last_status, last_error,
              round(extract(epoch from due_at - now()))::int between 8 and 10 as later from callbacks order by dead`,
    ),
  ).toEqual([
    {
      subject_id: again,
      owner: null,
      dead: false,
      attempts: 1,
      last_status: 500,
      last_error: 'answered 500',
      later: true,
    },
    {
      subject_id: never,
      owner: null,
      dead: true,
      attempts: 11,
      last_status: null,
      last_error: 'connection refused',
      later: false,
    },
  ]);
  expect(
    await rows('select subject_id, attempt, status, error, answer from callback_attempts order by attempt'),
  ).toEqual([
    { subject_id: again, attempt: 1, status: 500, error: 'answered 500', answer: 'oops' },
    { subject_id: never, attempt: 11, status: null, error: 'connection refused', answer: null },
  ]);
});

test('a returned callback keeps its attempts and is due after the wait', async () => {
  const [now = '', later = ''] = await owe(2, { attempts: 3 });
  await returnCallbacks(connection, NODE, [
    { subjectId: now, waitMs: 0 },
    { subjectId: later, waitMs: 60_000 },
  ]);
  expect(
    await rows('select subject_id, attempts, owner, due_at > now() as waits from callbacks order by waits'),
  ).toEqual([
    { subject_id: now, attempts: 3, owner: null, waits: false },
    { subject_id: later, attempts: 3, owner: null, waits: true },
  ]);
});

test('groups that wait are found, and only what is due, free and alive is taken', async () => {
  const due = await owe(3, { owner: null });
  await owe(1, { owner: null, dueIn: '1 hour' });
  await owe(1, { owner: OTHER_NODE });
  const [mo = ''] = await owe(1, { owner: null, accountId: 2, kind: 'mo' });
  const [dead = ''] = await owe(1, { owner: null, accountId: 2 });
  await database.pool.query('update callbacks set dead = true where subject_id = $1', [dead]);
  await owe(1, { owner: null, accountId: 2, dueIn: '1 hour' });

  const groups = await findWaitingGroups(connection);
  expect(groups).toEqual([
    { accountId: 1, kind: 'dlr' },
    { accountId: 2, kind: 'mo' },
  ]);
  const taken = await takeCallbacks(
    connection,
    NODE,
    groups.map((group) => ({ ...group, quota: 10 })),
  );
  expect(taken.map((one) => one.subjectId).sort()).toEqual([...due, mo].sort());
  expect(taken.find((one) => one.subjectId === due[0])).toMatchObject({
    kind: 'dlr',
    accountId: 1,
    url: null,
    attempts: 0,
    message: {
      msisdn: '254700000001',
      sender: 'TIARA',
      refId: 'r1',
      connectorId: 1,
      state: 60,
      reason: 'DELIVRD',
      finalAt: String(AT),
    },
    mo: null,
  });
  expect(taken.find((one) => one.subjectId === mo)).toMatchObject({
    kind: 'mo',
    message: null,
    mo: {
      number: '5001',
      connectorId: 1,
      source: '254700000001',
      destination: '20880',
      body: 'Hi',
      linkId: null,
      receivedAt: String(AT),
    },
  });
  expect(await ownedCallbackIds(connection, NODE)).toHaveLength(4);
  expect(await findWaitingGroups(connection)).toEqual([]);
});

test('the longest due of a group is taken first, and no more than asked for', async () => {
  const [late = ''] = await owe(1, { owner: null, dueIn: '-1 minute' });
  const [latest = ''] = await owe(1, { owner: null, dueIn: '-1 hour' });
  await owe(3, { owner: null, dueIn: '-1 second' });
  const taken = await takeCallbacks(connection, NODE, [{ accountId: 1, kind: 'dlr', quota: 2 }]);
  expect(taken.map((one) => one.subjectId).sort()).toEqual([late, latest].sort());
});

test('two nodes never take the same row', async () => {
  await owe(300, { owner: null });
  const other = new HotConnection(database.config, 'other');
  const take = (by: HotConnection, node: number) =>
    takeCallbacks(by, node, [{ accountId: 1, kind: 'dlr', quota: 40 }]).then((taken) =>
      taken.map((one) => one.subjectId),
    );
  const all: string[] = [];
  for (let round = 0; round < 6; round++) {
    all.push(...(await Promise.all([take(connection, NODE), take(other, OTHER_NODE)])).flat());
  }
  await other.close();
  expect(new Set(all).size).toBe(all.length);
  expect(all.length + (await rows('select from callbacks where owner is null')).length).toBe(300);
});

test('a callback whose message is no longer kept is taken without it', async () => {
  const [id = ''] = await owe(1, { owner: null });
  await database.pool.query('delete from messages');
  expect(await takeCallbacks(connection, NODE, [{ accountId: 1, kind: 'dlr', quota: 1 }])).toMatchObject([
    { subjectId: id, message: null, mo: null },
  ]);
});

test('what is owed for too long is given up, unless a node is at it', async () => {
  await owe(1, { owner: null });
  await owe(1);
  expect(await buryCallbacks(connection, 60_000)).toBe(0);
  await database.pool.query(
    `update callbacks set created_at = now() - interval '2 minutes', last_error = 'answered 500'`,
  );
  expect(await buryCallbacks(connection, 60_000)).toBe(1);
  expect(await rows('select owner, dead, last_error from callbacks order by dead')).toEqual([
    { owner: NODE, dead: false, last_error: 'answered 500' },
    { owner: null, dead: true, last_error: 'answered 500; given up: owed for too long' },
  ]);
});

test('plans made while the tables were empty read only what they need when the tables are full', async () => {
  const prepare = async (ids: string[]) => {
    await writeDelivered(connection, NODE, asDelivered(ids), AT);
    await writeFailed(
      connection,
      NODE,
      ids.map((subjectId) => ({ subjectId, attempts: 1, waitMs: 0, status: 500, error: 'e', answer: '' })),
    );
    await returnCallbacks(
      connection,
      NODE,
      ids.map((subjectId) => ({ subjectId, waitMs: 0 })),
    );
    await takeCallbacks(connection, NODE, [{ accountId: 1, kind: 'dlr', quota: 1 }]);
  };
  for (let round = 0; round < 6; round++) await prepare([newId()]);

  const ids = await owe(20_000);
  // What this connection alone has read: statistics of others arrive whenever they like.
  const reads = async () => {
    const [read] = await connection.run<{ tuples: string }>(
      {
        name: 'reads',
        text: `select sum(seq_tup_read + idx_tup_fetch) as tuples from pg_stat_xact_user_tables
               where relname = 'callbacks' or relname like 'messages%'`,
      },
      [],
    );
    return Number(read?.tuples);
  };
  await connection.run({ name: 'begin', text: 'begin' }, []);
  const before = await reads();
  const groups = Array.from({ length: 20 }, (_, index) => ids.slice(index * 200, index * 200 + 200));
  const failed = groups.slice(0, 10).flat();
  for (const group of groups.slice(0, 10)) {
    await writeFailed(
      connection,
      NODE,
      group.map((subjectId) => ({ subjectId, attempts: 1, waitMs: 0, status: 500, error: 'e', answer: '' })),
    );
  }
  const taken = await takeCallbacks(connection, NODE, [{ accountId: 1, kind: 'dlr', quota: 2000 }]);
  expect(taken.map((one) => one.subjectId)).toEqual(failed);
  for (const group of groups) await writeDelivered(connection, NODE, asDelivered(group, 2), AT);
  const read = (await reads()) - before;
  await connection.run({ name: 'commit', text: 'commit' }, []);
  // 2,000 rows failed and were taken with their messages, and 4,000 were delivered: about 14,000 reads if each is found by its key.
  expect(read).toBeLessThan(20_000);
  expect(await rows('select from callbacks')).toHaveLength(16_000);
});
