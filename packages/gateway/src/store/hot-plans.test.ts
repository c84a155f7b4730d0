import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lowestIdAt, newId } from '#core/ids.ts';
import { messageState } from '#core/message-state.ts';
import { lowestSessionIdAt } from '#core/ussd-session-id.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { acceptMessages, type NewMessage } from './accept-messages.ts';
import { moveStranded, readStranded } from './failover.ts';
import { HotConnection, type HotStatement } from './hot-connection.ts';
import { ensureDayPartitions } from './housekeeping.ts';
import { type MessageChange, writeMessageChanges } from './message-changes.ts';
import { addMoPart, storeMo } from './mo.ts';
import { putBackMessages, releaseMessages, takeWaiting } from './mt-queue.ts';
import { findReceiptMessages, parkReceipts } from './receipts.ts';
import {
  beginSessions,
  claimSessions,
  endSession,
  insertSessions,
  letGoOfSession,
  noteAnswersSent,
  saveHops,
} from './ussd-sessions.ts';

const ROWS = 50_000;
const DAYS = 4;
const DAY = 86_400_000;
const NODE = 1;

/** Runs hot statements and keeps the plan each of them really had. */
class ExplainingConnection extends HotConnection {
  readonly plans = new Map<string, string>();

  /** From now on each statement is explained on the connection that planned it. */
  explaining = false;

  override async run<Row>(statement: HotStatement, values: unknown[]): Promise<Row[]> {
    if (!this.explaining) return super.run<Row>(statement, values);
    const literals = values.map((value) => (value === null ? 'null' : pg.escapeLiteral(literal(value))));
    await super.run({ name: '', text: 'set plan_cache_mode = force_generic_plan' }, []);
    const rows = await super.run<{ 'QUERY PLAN': string }>(
      { name: '', text: `explain execute ${statement.name} (${literals.join(', ')})` },
      [],
    );
    this.plans.set(statement.name, rows.map((row) => row['QUERY PLAN']).join('\n'));
    return super.run<Row>(statement, values);
  }
}

function literal(value: unknown): string {
  if (Array.isArray(value))
    return `{${value.map((item) => (item === null ? 'null' : JSON.stringify(String(item)))).join(',')}}`;
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  return String(value);
}

let database: TestDatabase;
let connection: ExplainingConnection;
/** Ids of messages over several days, the newest last. */
let ids: string[];

beforeAll(async () => {
  database = await testDatabase();
  connection = new ExplainingConnection(database.config, 'test');
  const { pool } = database;
  for (let back = DAYS; back >= 0; back--) await ensureDayPartitions(pool, Date.now() - back * DAY);
  await pool.query(`insert into accounts (name) values ('a'); insert into balances values (1, 1000000000)`);
  // Every statement is planned while the tables are empty, as on a new gateway.
  await exercise([]);
  await exercise([newId()]);
  await exerciseSessions();
  await fill();
  connection.explaining = true;
  await exercise(ids.slice(-300));
  await exerciseSessions();
}, 120_000);

afterAll(async () => {
  await connection.close();
  await database.drop();
});

async function fill(): Promise<void> {
  const { pool } = database;
  await pool.query(
    `with made as (
       select (substr(lowest_id_at(now() - (i % $2) * interval '1 day')::text, 1, 15) || right(gen_random_uuid()::text, 21))::uuid as id, i
       from generate_series(1, $1) as i
     ), message as (
       insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc, price,
                             charge_id, expires_at, wants_callback, state, submitted_at)
       select id, 1, 1, '2547' || i, 'TIARA', 'text ' || i, '', false, 1, 'gsm7', 1 + i % 3, '639', '02', 6000, id,
              now() + interval '1 day', true, 30, now() from made
     ), queued as (
       insert into mt_queue (message_id, connector_id, lane, owner, released, expires_at)
       select id, 1 + i % 2, i % 3, case when i % 2 = 0 then ${NODE} end, false, now() + interval '1 day' from made
     ), mapped as (
       insert into operator_ids (message_id, connector_id, id_key, operator_id, part, of_long)
       select id, 1, to_hex(i), to_hex(i), 1, i % 3 > 0 from made
     ), owed as (insert into callbacks (subject_id, kind, account_id, owner) select id, 'dlr', 1, ${NODE} from made)
     insert into mo_parts (connector_id, source, destination, reference, total, sequence, body)
     select 1, '2547' || i, '20880', i, 2, 1, '' from made`,
    [ROWS, DAYS],
  );
  await pool.query(
    `insert into ussd_sessions (id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network,
       network_code, memory, expires_at, ended_at)
     select $2::bigint + i, 1 + i % 2, 's' || i, 1, 1, '2547' || i, '*123#', '*123#', '', '', '', now(), case when i % 100 > 0 then now() end
     from generate_series(1, $1) as i`,
    [ROWS, lowestSessionIdAt(Date.now() - DAY)],
  );
  const { rows } = await pool.query<{ id: string }>('select id from messages order by id');
  ids = rows.map(({ id }) => id);
}

const newMessage = (): NewMessage => ({
  id: newId(),
  accountId: 1,
  connectorId: 1,
  msisdn: '254711000001',
  sender: 'TIARA',
  text: 'x',
  refId: '',
  linkId: null,
  flash: false,
  lane: 1,
  encoding: 'gsm7',
  parts: 1,
  mcc: '639',
  mnc: '02',
  price: 6000,
  expiresAt: Date.now() + DAY,
  wantsCallback: true,
  owner: NODE,
  released: true,
});

/** Every statement of the hot path once, on messages of the given ids. */
async function exercise(of: readonly string[]): Promise<void> {
  const charge = { id: newId(), accountId: 1, amount: 6000, messages: 1 };
  await acceptMessages(connection, [charge], [newMessage()], [charge.id]);
  await releaseMessages(connection, of, NODE);
  await takeWaiting(connection, 1, 1, 100, NODE);
  const change = (id: string) => ({
    ...changeOf(id, messageState.delivered, 'DELIVRD'),
    operatorId: 'A',
    submittedAt: Date.now(),
    finalAt: Date.now(),
    needsOwnership: true,
  });
  const operatorId = (messageId: string) => ({
    messageId,
    connectorId: 1,
    idKey: 'zz',
    operatorId: 'ZZ',
    part: 1,
    ofLong: true,
  });
  const half = of.length >> 1;
  await writeMessageChanges(
    connection,
    NODE,
    of.slice(0, half).map(change),
    of.slice(0, half),
    of.slice(0, half).map(operatorId),
    [],
  );
  await writeMessageChanges(
    connection,
    NODE,
    of.slice(half).map(change),
    of.slice(half),
    [],
    [{ accountId: 1, state: messageState.delivered, entryId: newId() }],
  );
  await findReceiptMessages(
    connection,
    of.map((_, index) => ({ connectorId: 1, idKeys: [(index + 1).toString(16), 'none'] })),
  );
  await putBackMessages(
    connection,
    of.map((id) => ({ id, delayMs: 0, attempts: 1, reason: '', possibleDuplicate: true })),
    NODE,
  );
  await readStranded(connection, 1, 1, lowestIdAt(0), 100);
  await moveStranded(
    connection,
    1,
    of.map((id) => ({ id, version: '1', connectorId: 2, detail: 'x' })),
  );
  await parkReceipts(connection, [
    {
      connectorId: 1,
      idKeys: ['x'],
      receipt: { connectorId: 1, operatorIds: [], msisdn: '', outcome: { kind: 'enroute' }, reason: '' },
    },
  ]);
  const key = { connectorId: 1, source: '254711000001', destination: '20880', reference: 7, total: 2 };
  await addMoPart(connection, key, {
    sequence: 1,
    text: 'x',
    linkId: null,
    fingerprint: Buffer.from(newId()),
  });
  await storeMo(connection, {
    id: newId(),
    connectorId: 1,
    accountId: 1,
    routeId: null,
    source: '254711000001',
    destination: '20880',
    text: 'x',
    linkId: null,
    incomplete: false,
    receivedAt: Date.now(),
    fingerprint: Buffer.from(newId()),
    conversation: '20880',
    flowId: null,
    repeatableAfterMs: 0,
    parts: key,
    callback: { url: null },
    node: NODE,
  });
}

/** Every statement of USSD once, on a few hundred sessions. */
async function exerciseSessions(): Promise<void> {
  const first = BigInt(lowestSessionIdAt(Date.now() - DAY));
  const numbers = Array.from({ length: 300 }, (_, index) => (index + 1) * 100);
  const keyOf = (number: number) => ({ connectorId: 1 + (number % 2), operatorSession: `s${number}` });
  const fresh = lowestSessionIdAt(Date.now());
  await claimSessions(connection, NODE, numbers.map(keyOf));
  const session = (number: number) => ({
    ...keyOf(number),
    id: String(BigInt(fresh) + BigInt(number)),
    accountId: 1,
    appId: 1,
    msisdn: '254711000001',
    dialled: '*123#',
    serviceCode: '*123#',
    network: '',
    networkCode: '',
    pushed: false,
    startedAt: Date.now(),
    expiresAt: Date.now() + DAY,
  });
  await insertSessions(connection, NODE, [session(1)]);
  const hop = (number: number) => ({
    id: String(first + BigInt(number)),
    hop: 1,
    at: Date.now(),
    memory: Buffer.from('x'),
    expiresAt: Date.now() + DAY,
    end: null,
    input: '1',
    screen: 'menu',
    action: 'con' as const,
    outcome: 'ok',
    appMs: 1,
    appLog: null,
  });
  await saveHops(connection, NODE, numbers.map(hop));
  const begun = session(2);
  await beginSessions(connection, NODE, [{ session: begun, hop: { ...hop(2), id: begun.id } }]);
  await letGoOfSession(connection, NODE, String(first + 100n));
  await endSession(connection, String(first + 100n), 'user', Date.now());
  await noteAnswersSent(connection, NODE);
}

/** Steps of a plan that read a table of ours row by row (but for the few nodes), or join by more than look-ups. */
function slowSteps(plan: string): string[] {
  return plan
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /Seq Scan on (?!pg_|nodes)|Hash Join|Merge Join/.test(line));
}

describe('a plan made while the tables were empty', () => {
  test.each([
    'accept_messages',
    'release_messages',
    'take_waiting',
    'change_messages',
    'change_messages_refunding',
    'find_receipt_messages',
    'put_back_messages',
    'read_stranded',
    'move_stranded',
    'park_receipts',
    'add_mo_part',
    'read_mo_parts',
    'store_mo',
    'claim_ussd_sessions',
    'insert_ussd_sessions',
    'begin_ussd_sessions',
    'save_ussd_hops',
    'let_go_of_ussd_session',
    'end_ussd_session',
    'note_ussd_answers_sent',
  ])('%s looks things up by index when they are full', (name) => {
    const plan = connection.plans.get(name);
    expect(plan, 'the statement was not explained').toBeDefined();
    expect(slowSteps(plan as string), plan).toEqual([]);
  });

  test('of a receipt reads of each day what the id leads to, and no more', () => {
    const plan = connection.plans.get('find_receipt_messages') as string;
    expect(plan).toMatch(/Index Scan using operator_ids_\d{8}_connector_id_id_key_idx/);
    expect(plan).toMatch(/Index (Only )?Scan using messages_\d{8}_pkey/);
    expect(plan).toMatch(/operator_ids_\d{8}_message_id_idx/);
  });

  test.each(['take_waiting', 'read_stranded'])('%s takes the oldest straight from the index', (name) => {
    const plan = connection.plans.get(name) as string;
    expect(plan).toMatch(/Index (Only )?Scan using mt_queue_waiting/);
    expect(plan).not.toMatch(/Sort Key: mt_queue\.message_id/);
  });
});

test('a connection plans each statement once', async () => {
  const plain = new HotConnection(database.config, 'planning');
  for (let round = 0; round < 12; round++) await releaseMessages(plain, ids.slice(0, round), NODE);
  const counts = await plain.run(
    { name: '', text: 'select name, custom_plans from pg_prepared_statements' },
    [],
  );
  expect(counts).toEqual([{ name: 'release_messages', custom_plans: '0' }]);
  await plain.close();
});

test('one group of changes reaches messages of the first day and of the last, in any order', async () => {
  const of = [ids.at(-400) as string, ids[0] as string, ids[ids.length >> 1] as string];
  const changes = of.map((id) => changeOf(id, messageState.enroute, 'far apart'));
  connection.explaining = false;
  await writeMessageChanges(connection, NODE, changes, [], [], []);
  const { rows } = await database.pool.query('select id from messages where reason = $1', ['far apart']);
  expect(rows.map(({ id }) => id).sort()).toEqual([...of].sort());
});

describe('what a statement reads', () => {
  test.each([
    [
      'an outcome',
      (of: string[]) => {
        const changes = of.map((id) => changeOf(id, messageState.enroute, ''));
        return writeMessageChanges(connection, NODE, changes, [], [], []);
      },
    ],
    [
      'a receipt',
      (of: string[]) =>
        findReceiptMessages(
          connection,
          of.map((_, index) => ({ connectorId: 1, idKeys: [(index + 500).toString(16)] })),
        ),
    ],
    ['a release', (of: string[]) => releaseMessages(connection, of, NODE)],
  ] as const)('for %s grows with what is asked, not with the table', async (_, ask) => {
    connection.explaining = false;
    const of = ids.slice(1000, 1100);
    await ask(of);
    // Of each row its index entry and itself, in up to one index a day.
    expect(await tuplesReadBy(() => ask(of))).toBeLessThan(of.length * (DAYS + 2) * 4);
  });
});

/** What this connection alone has read: statistics of others arrive whenever they like. */
async function tuplesReadBy(act: () => Promise<unknown>): Promise<number> {
  await connection.run({ name: '', text: 'begin' }, []);
  const before = await tuplesRead();
  await act();
  const read = (await tuplesRead()) - before;
  await connection.run({ name: '', text: 'commit' }, []);
  return read;
}

async function tuplesRead(): Promise<number> {
  const [row] = await connection.run<{ read: string }>(
    {
      name: '',
      text: `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as read from pg_stat_xact_user_tables
             where relname similar to '(messages|operator_ids)%' or relname in ('mt_queue', 'callbacks')`,
    },
    [],
  );
  return Number(row?.read);
}

test('ids of all days are there', () => {
  const perDay = Map.groupBy(ids, (id) => id.slice(0, 9) < lowestIdAt(Date.now() - DAY).slice(0, 9));
  expect([...perDay.values()].map(({ length }) => length).every((count) => count > ROWS / DAYS / 2)).toBe(
    true,
  );
});

function changeOf(id: string, state: number, reason: string): MessageChange {
  return {
    id,
    state,
    reason,
    operatorId: null,
    submittedAt: null,
    finalAt: null,
    possibleDuplicate: false,
    attempts: 0,
    needsOwnership: false,
  };
}
