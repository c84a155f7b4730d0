import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lowestIdAt, newId } from '#core/ids.ts';
import { messageState } from '#core/message-state.ts';
import { openRoom, type Room, until } from '#mt/test-room.ts';
import { dropOldDays, ensureDayPartitions, takeExpiredWaiting } from './housekeeping.ts';

const DAY = 86_400_000;

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.close());

const partitions = async (table: string) =>
  (
    await room.rows<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = $1::regclass and c.relname ~ '[0-9]{8}$' order by 1`,
      [table],
    )
  ).map(({ name }) => name);
const day = (offset: number) =>
  new Date(room.clock.now() + offset * DAY).toISOString().slice(0, 10).replaceAll('-', '');

describe('day partitions', () => {
  // Rows written by hand keep none of the promises that the room looks at when it closes.
  afterEach(() => room.pool.query('truncate messages, callbacks'));

  test('are there from yesterday to three days ahead, and are made once', async () => {
    await ensureDayPartitions(room.pool, room.clock.now());
    for (const table of ['messages', 'operator_ids'])
      expect(await partitions(table)).toEqual([-1, 0, 1, 2, 3].map((offset) => `${table}_${day(offset)}`));
    await ensureDayPartitions(room.pool, room.clock.now() + 2 * DAY);
    expect(await partitions('messages')).toHaveLength(7);
  });

  test('take messages by the day of their id, at its very borders', async () => {
    const midnight = Date.parse(new Date(room.clock.now()).toISOString().slice(0, 10));
    const ids = [lowestIdAt(midnight), newId(midnight + DAY - 1), lowestIdAt(midnight + DAY)];
    for (const id of ids) await insertMessage(id);
    const found = await room.rows<{ id: string; table: string }>(
      'select id, tableoid::regclass::text as "table" from messages order by id',
    );
    expect(found.map(({ table }) => table)).toEqual([
      `messages_${day(0)}`,
      `messages_${day(0)}`,
      `messages_${day(1)}`,
    ]);
  });

  test('that are too old go with everything that is kept of their messages', async () => {
    const old = room.clock.now() - 40 * DAY;
    await room.pool.query('select ensure_day_partitions($1::date, 2)', [
      new Date(old).toISOString().slice(0, 10),
    ]);
    const ids = { old: lowestIdAt(old), kept: lowestIdAt(room.clock.now() - DAY) };
    for (const id of Object.values(ids)) {
      await insertMessage(id);
      await room.pool.query(
        `insert into operator_ids (message_id, connector_id, id_key, operator_id, part, of_long) values ($1, 1, 'a', 'A', 1, false)`,
        [id],
      );
      await room.pool.query(`insert into part_receipts values ($1, 1, 60, '', now())`, [id]);
      await room.pool.query(`insert into receipt_deadlines values ($1, 0, now())`, [id]);
      await room.pool.query(`insert into message_events (message_id, kind) values ($1, 'retry')`, [id]);
      await room.pool.query(
        `insert into callback_attempts (subject_id, kind, attempt) values ($1, 'dlr', 1)`,
        [id],
      );
      await room.pool.query(
        `insert into callbacks (subject_id, kind, account_id, dead) values ($1, 'dlr', 1, true)`,
        [id],
      );
      await room.pool.query(
        `insert into mo (id, connector_id, source, destination, body) values ($1, 1, '254700000001', '20880', 'x')`,
        [id],
      );
    }
    expect(await dropOldDays(room.pool, room.clock.now(), 30)).toHaveLength(4);
    expect(await partitions('messages')).not.toContain(`messages_${day(-40)}`);
    for (const [table, id] of [
      ['messages', 'id'],
      ['operator_ids', 'message_id'],
      ['part_receipts', 'message_id'],
      ['receipt_deadlines', 'message_id'],
      ['message_events', 'message_id'],
      ['callback_attempts', 'subject_id'],
      ['callbacks', 'subject_id'],
      ['mo', 'id'],
    ])
      expect(await room.rows(`select ${id} as id from ${table}`), table).toEqual([{ id: ids.kept }]);
    expect(await dropOldDays(room.pool, room.clock.now(), 30)).toEqual([]);
  });

  test('are not changed while somebody reads the table for long, so that nobody waits behind the change', async () => {
    const old = new Date(room.clock.now() - 40 * DAY).toISOString().slice(0, 10);
    await room.pool.query('select ensure_day_partitions($1::date, 1)', [old]);
    const reader = await room.pool.connect();
    await reader.query('begin; select count(*) from messages');
    await expect(dropOldDays(room.pool, room.clock.now(), 30)).rejects.toThrow(/lock timeout/);
    await expect(ensureDayPartitions(room.pool, room.clock.now() + 9 * DAY)).rejects.toThrow(/lock timeout/);
    await reader.query('commit');
    reader.release();
    expect(await dropOldDays(room.pool, room.clock.now(), 30)).toHaveLength(2);
  });
});

async function insertMessage(id: string, more: Record<string, string> = {}): Promise<string> {
  const columns = {
    id: `'${id}'`,
    account_id: '1',
    connector_id: '1',
    msisdn: `'254700000001'`,
    sender: `'TIARA'`,
    body: `'x'`,
    ref_id: `''`,
    flash: 'false',
    lane: '1',
    encoding: `'gsm7'`,
    parts: '1',
    mcc: `''`,
    mnc: `''`,
    price: '6000',
    charge_id: `'${id}'`,
    expires_at: `now() + interval '1 day'`,
    wants_callback: 'true',
    ...more,
  };
  await room.pool.query(`insert into messages (${Object.keys(columns)}) values (${Object.values(columns)})`);
  return id;
}

describe('messages that wait in rows past their validity', () => {
  const waiting = async (text: string, more = '') => {
    await room.send([text]);
    const { id } = await room.message(text);
    await room.pool.query(
      `update mt_queue set owner = null, expires_at = now() - interval '1 second' where message_id = $1`,
      [id],
    );
    if (more) await room.pool.query(`update messages set ${more} where id = $1`, [id]);
  };

  test('end, with a callback and by the policy of refunds, whoever runs their connector', async () => {
    await room.pool.query(`update accounts set settings = '{"refund":"undelivered"}'`);
    room.dispatcher.detach(1);
    await waiting('late');
    await room.send(['good']);
    const before = (await room.balance()) as number;
    expect(await takeExpiredWaiting(room.pool)).toBe(1);
    expect(await room.message('late')).toMatchObject({
      state: messageState.expired,
      reason: 'Validity period exceeded',
      owed: false,
    });
    expect(await room.message('good')).toMatchObject({ state: messageState.queued, owed: true });
    expect(await room.rows('select from callbacks')).toHaveLength(1);
    expect(await room.balance()).toBe(before + 6000);
    expect(await takeExpiredWaiting(room.pool)).toBe(0);
  });

  test.each([
    [
      'that have ended only leave the queue',
      'x',
      `state = 61, reason = 'UNDELIV', final_at = now(), wants_callback = false`,
      61,
    ],
    ['that the operator has only leave the queue', 'x', 'state = 40', 40],
    ['of which it has a part expire', 'x'.repeat(200), 'state = 40', 62],
  ])('%s', async (_, text, more, state) => {
    room.dispatcher.detach(1);
    await waiting(text, more);
    await takeExpiredWaiting(room.pool);
    expect(await room.message()).toMatchObject({ state, owed: false });
  });

  test('that a node holds are its own to end', async () => {
    room.connector.isUp = false;
    await room.send(['held']);
    await room.pool.query(`update mt_queue set expires_at = now() - interval '1 second'`);
    expect(await takeExpiredWaiting(room.pool)).toBe(0);
    await until(async () => (await room.message()).owed);
  });
});
