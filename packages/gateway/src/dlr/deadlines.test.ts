import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallbackJob } from '#callbacks/job.ts';
import { MessageRecorder } from '#mt/recorder.ts';
import { type Room, until } from '#mt/test-room.ts';
import { ensureDayPartitions } from '#store/housekeeping.ts';
import type { ReceiptIntake } from './receive.ts';
import { type Given, long, openIntake, receipt } from './test-intake.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let given: Given;
let room: Room;
let intake: ReceiptIntake;
beforeEach(async () => {
  given = await openIntake();
  ({ room, intake } = given);
});
afterEach(() => room.close());

const deadlines = () =>
  room.rows<{ part: number }>('select part from receipt_deadlines order by message_id, part');
const owed = () =>
  room.rows<{ subject_id: string; owner: number | null }>('select subject_id, owner from callbacks');

/** A second node over the same tables, with a recorder of its own. */
function otherNode() {
  const callbacks: CallbackJob[] = [];
  const connection = room.connection('changes of another');
  const recorder = new MessageRecorder({
    connection,
    node: () => 2,
    directory: room.directory,
    clock: room.clock,
    log: room.log,
    offerCallbacks: (jobs) => callbacks.push(...jobs),
    flushDelayMs: 1,
  });
  return { callbacks, connection, deadlines: given.deadlinesOver(recorder) };
}

describe('a long message whose other parts never report', () => {
  beforeEach(() => given.sent(long(3)));

  test('is delivered when the grace is over, not before, and its customer is told once', async () => {
    await intake.receive(receipt('ID-2'));
    expect(await deadlines()).toEqual([{ part: 0 }]);
    room.clock.advance(HOUR);
    await intake.receive(receipt('ID-1'));
    room.clock.advance(HOUR - 1);
    expect(await given.deadlines.sweep()).toBe(0);
    expect(await room.message()).toMatchObject({ state: 40, reason: '', final_at: null });
    expect(room.callbacks).toEqual([]);
    room.clock.advance(1);
    expect(await given.deadlines.sweep()).toBe(1);
    expect(await room.message()).toMatchObject({ state: 60, reason: 'partial receipts 2/3', owed: false });
    expect((await room.message()).final_at?.getTime()).toBe(room.clock.now());
    expect(room.callbacks).toHaveLength(1);
    expect(room.callbacks[0]?.facts).toMatchObject({
      kind: 'dlr',
      state: 60,
      reason: 'partial receipts 2/3',
    });
    expect(await owed()).toHaveLength(1);
    expect(await deadlines()).toEqual([]);
    room.clock.advance(HOUR);
    expect(await given.deadlines.sweep()).toBe(0);
    expect(room.callbacks).toHaveLength(1);
  });

  test('waits for as long as its connector says', async () => {
    given.profile.partialGraceMs = 5 * MINUTE;
    await intake.receive(receipt('ID-1'));
    room.clock.advance(5 * MINUTE);
    expect(await given.deadlines.sweep()).toBe(1);
    expect(await room.message()).toMatchObject({ state: 60, reason: 'partial receipts 1/3' });
  });

  test('is not waited for when none is delivered', async () => {
    await intake.receive(receipt('ID-1', 'enroute'));
    expect(await deadlines()).toEqual([]);
  });

  test.each([
    ['all report', ['ID-1', 'ID-2', 'ID-3'].map((id) => receipt(id)), 60, 'DELIVERED'],
    ['one fails', [receipt('ID-1'), receipt('ID-2', 'expired')], 62, 'EXPIRED'],
  ])('has no deadline left once %s', async (_, receipts, state, reason) => {
    for (const one of receipts) await intake.receive(one);
    expect(await deadlines()).toEqual([]);
    room.clock.advance(3 * HOUR);
    expect(await given.deadlines.sweep()).toBe(0);
    expect(await room.message()).toMatchObject({ state, reason });
    expect(room.callbacks).toHaveLength(1);
  });

  test.each(['delivered', 'undeliverable'] as const)(
    'stays what it became when a part is %s later',
    async (said) => {
      await room.pool.query(`update accounts set settings = '{"refund":"undelivered"}'`);
      await room.refresh();
      const before = await room.balance();
      await intake.receive(receipt('ID-1'));
      room.clock.advance(2 * HOUR);
      await given.deadlines.sweep();
      await intake.receive(receipt('ID-2', said));
      expect(await deadlines()).toEqual([]);
      await given.forgetful().receive(receipt('ID-3', said));
      expect(await room.message()).toMatchObject({ state: 60, reason: 'partial receipts 1/3' });
      expect(room.callbacks).toHaveLength(1);
      expect(await owed()).toHaveLength(1);
      expect(await deadlines()).toEqual([]);
      expect(await room.balance()).toBe(before);
    },
  );

  test.each(['delivered', 'undeliverable'] as const)(
    'becomes one thing only, and is told once, when a part is %s while nodes sweep',
    async (said) => {
      const other = otherNode();
      await intake.receive(receipt('ID-1'));
      await intake.receive(receipt('ID-2'));
      room.clock.advance(2 * HOUR);
      await Promise.all([
        given.deadlines.sweep(),
        intake.receive(receipt('ID-3', said)),
        other.deadlines.sweep(),
      ]);
      const told = [...room.callbacks, ...other.callbacks];
      expect(told).toHaveLength(1);
      const { state, reason } = await room.message();
      expect(told[0]?.facts).toMatchObject({ state, reason });
      expect(await owed()).toHaveLength(1);
    },
  );

  test.each(['sweep', 'receipt'] as const)(
    'has failed when a part has, though the %s writes late',
    async (late) => {
      const other = otherNode();
      await intake.receive(receipt('ID-1'));
      room.clock.advance(2 * HOUR);
      const held = hold(late === 'sweep' ? other.connection : room.recorderConnection);
      const sweep = () => other.deadlines.sweep();
      const hear = () => intake.receive(receipt('ID-2', 'undeliverable'));
      const slow = late === 'sweep' ? sweep() : hear();
      await held.reached();
      await (late === 'sweep' ? hear() : sweep());
      held.release();
      await slow;
      // The failed part is stored before its state, so that a sweep in between sees it.
      expect(await room.message()).toMatchObject({ state: 61, reason: 'UNDELIVERABLE' });
      expect(room.callbacks.length + other.callbacks.length).toBe(1);
      expect(await owed()).toHaveLength(1);
      expect(await deadlines()).toEqual([]);
    },
  );

  test('is ended by a later sweep when a node dies over it', async () => {
    const other = otherNode();
    await intake.receive(receipt('ID-1'));
    room.clock.advance(2 * HOUR);
    const held = hold(other.connection);
    const dying = other.deadlines.sweep();
    await held.reached();
    expect(await given.deadlines.sweep()).toBe(0);
    room.clock.advance(5 * MINUTE);
    expect(await given.deadlines.sweep()).toBe(1);
    expect(await room.message()).toMatchObject({ state: 60, reason: 'partial receipts 1/3' });
    held.release();
    await dying;
    expect(room.callbacks).toHaveLength(1);
    expect(other.callbacks).toEqual([]);
  });
});

test('a long message of which parts are still to be sent waits for them, and for their receipts', async () => {
  await given.sent(long(2), null);
  room.connector.isUp = false;
  room.connector.submitted[0]?.answer({
    kind: 'throttled',
    reason: '',
    ids: [{ part: 1, operatorId: 'P1' }],
  });
  await room.recorder.drain();
  await intake.receive(receipt('P1'));
  room.clock.advance(2 * HOUR);
  expect(await given.deadlines.sweep()).toBe(0);
  expect(await room.message()).toMatchObject({ state: 40, owed: true });
  room.connector.isUp = true;
  room.dispatcher.pump(1);
  await until(() => room.connector.submitted.length === 2);
  room.connector.submitted[1]?.answer({
    kind: 'accepted',
    ids: [
      { part: 2, operatorId: 'P2' },
      { part: 3, operatorId: 'P3' },
    ],
  });
  await room.recorder.drain();
  room.clock.advance(2 * HOUR - 1);
  expect(await given.deadlines.sweep()).toBe(0);
  room.clock.advance(5 * MINUTE);
  expect(await given.deadlines.sweep()).toBe(1);
  expect(await room.message()).toMatchObject({ state: 60, reason: 'partial receipts 1/3', owed: false });
});

test.each(['last', 'first', 'any'] as const)('where %s decides nothing is waited for', async (policy) => {
  given.profile.receipts = policy;
  await room.pool.query(`update connectors set settings = jsonb_build_object('receipts', $1::text)`, [
    policy,
  ]);
  await given.sent(long(2));
  await intake.receive(receipt('ID-1'));
  expect(await room.message()).toMatchObject({ state: 60, reason: 'DELIVERED' });
  expect(await deadlines()).toEqual([]);
});

describe('a message its operator does not know', () => {
  test('is undeliverable a day after it said so, and its customer is told and gets the price back', async () => {
    await room.pool.query(`update accounts set settings = '{"refund":"undelivered"}'`);
    await room.refresh();
    const before = (await room.balance()) as number;
    await given.sent();
    room.clock.advance(3 * HOUR);
    await intake.receive(receipt('ID-1', 'unknown'));
    room.clock.advance(12 * HOUR);
    await intake.receive(receipt('ID-1', 'unknown'));
    room.clock.advance(12 * HOUR - 1);
    expect(await given.deadlines.sweep()).toBe(0);
    expect(await room.message()).toMatchObject({ state: 50, reason: 'UNKNOWN', final_at: null });
    room.clock.advance(1);
    expect(await given.deadlines.sweep()).toBe(1);
    expect(await room.message()).toMatchObject({ state: 61, reason: 'UNKNOWN' });
    expect(room.callbacks).toHaveLength(1);
    expect(await room.balance()).toBe(before);
    expect(await room.rows(`select amount::int, messages from ledger where kind = 'refund'`)).toEqual([
      { amount: 6000, messages: 1 },
    ]);
    expect(await deadlines()).toEqual([]);
  });

  test('is so too when its submit was never answered', async () => {
    await given.sent('hello', null);
    const { id } = await room.message();
    await room.pool.query(`insert into operator_ids values ($1, 1, 'e1', 'E1', 1, false)`, [id]);
    await given.forgetful().receive(receipt('E1', 'unknown'));
    await room.pool.query('delete from mt_queue');
    expect(await room.message()).toMatchObject({ state: 50, submitted_at: null });
    room.clock.advance(24 * HOUR);
    expect(await given.deadlines.sweep()).toBe(1);
    expect(await room.message()).toMatchObject({ state: 61, reason: 'UNKNOWN' });
  });

  test('is what a later receipt says', async () => {
    await given.sent();
    await intake.receive(receipt('ID-1', 'unknown'));
    await intake.receive(receipt('ID-1'));
    room.clock.advance(24 * HOUR);
    expect(await given.deadlines.sweep()).toBe(0);
    expect(await room.message()).toMatchObject({ state: 60, reason: 'DELIVERED' });
    expect(await deadlines()).toEqual([]);
  });

  test('in one of its parts is waited for a day, though others are delivered', async () => {
    await given.sent(long(3));
    await intake.receive(receipt('ID-1'));
    await intake.receive(receipt('ID-2', 'unknown'));
    room.clock.advance(2 * HOUR);
    expect(await given.deadlines.sweep()).toBe(0);
    expect(await room.message()).toMatchObject({ state: 50 });
    room.clock.advance(22 * HOUR);
    await given.deadlines.sweep();
    expect(await room.message()).toMatchObject({ state: 61, reason: 'UNKNOWN' });
    expect(room.callbacks).toHaveLength(1);
    room.clock.advance(HOUR);
    expect(await given.deadlines.sweep()).toBe(0);
    expect(await deadlines()).toEqual([]);
  });

  test('in a part that arrives after all is delivered as far as its parts are', async () => {
    await given.sent(long(3));
    await intake.receive(receipt('ID-2', 'unknown'));
    await intake.receive(receipt('ID-2'));
    room.clock.advance(2 * HOUR);
    expect(await given.deadlines.sweep()).toBe(1);
    expect(await room.message()).toMatchObject({ state: 60, reason: 'partial receipts 1/3' });
  });
});

test('a message that is no longer kept has no deadline', async () => {
  await given.sent(long(2));
  await intake.receive(receipt('ID-1'));
  await room.pool.query(
    'delete from part_receipts; delete from operator_ids; delete from messages; delete from ledger; update balances set balance = 0',
  );
  room.clock.advance(2 * HOUR);
  expect(await given.deadlines.sweep()).toBe(0);
  expect(await deadlines()).toEqual([]);
});

test('more than a batch of messages is ended in one sweep, each once, by two nodes', async () => {
  const other = otherNode();
  await room.pool.query(
    `insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc, price,
                           charge_id, expires_at, wants_callback, state, submitted_at)
     select (left(lowest_id_at(now())::text, 23) || '-' || lpad(to_hex(i), 12, '0'))::uuid, 1, 1, '254700000001', 'TIARA', 'x', '',
            false, 1, 'gsm7', 2, '', '', 0, gen_random_uuid(), now() + interval '1 day', true, 40, now()
     from generate_series(1, 1200) as i;
     insert into part_receipts select id, 1, 60, 'DELIVRD', now() from messages;
     insert into operator_ids select id, 1, right(id::text, 12) || n, right(id::text, 12), n, true from messages, generate_series(1, 2) n;
     insert into receipt_deadlines select id, 0, now() from messages`,
  );
  room.clock.advance(3 * HOUR);
  const ended = await Promise.all([given.deadlines.sweep(), other.deadlines.sweep()]);
  expect(ended[0] + ended[1]).toBe(1200);
  expect(room.callbacks.length + other.callbacks.length).toBe(1200);
  expect(await room.rows('select state, reason, count(*)::int from messages group by 1, 2')).toEqual([
    { state: 60, reason: 'partial receipts 1/2', count: 1200 },
  ]);
  // They were never charged, which is another promise.
  await room.pool.query('delete from messages');
});

test('receipts in any order, with sweeps between, leave one final state, told once', async () => {
  const step = fc.oneof(
    fc.record({
      part: fc.integer({ min: 1, max: 3 }),
      said: fc.constantFrom('delivered', 'undeliverable', 'unknown', 'enroute'),
    }),
    fc.record({ hours: fc.integer({ min: 0, max: 13 }) }),
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      round += 1;
      const prefix = `R${round}`;
      const text = `${round}${long(3).slice(3)}`;
      room.callbacks.length = 0;
      await ensureDayPartitions(room.pool, room.clock.now());
      await given.sent(text, prefix);
      const finals = new Set<string>();
      for (const one of [...steps, { hours: 25 }, { hours: 25 }]) {
        if ('hours' in one) {
          room.clock.advance(one.hours * HOUR);
          await given.deadlines.sweep();
        } else {
          await intake.receive(receipt(`${prefix}-${one.part}`, one.said));
        }
        const { state, reason } = await room.message(text);
        if (state >= 60) finals.add(`${state} ${reason}`);
      }
      const spoke = steps.some((one) => 'said' in one && one.said !== 'enroute');
      expect(finals.size).toBe(spoke ? 1 : 0);
      expect(room.callbacks).toHaveLength(finals.size);
      expect(await deadlines()).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

/** Keeps the next statements of a connection waiting. */
function hold(connection: Room['recorderConnection']) {
  let isHeld = true;
  let isReached = false;
  connection.before = () => {
    isReached = true;
    return until(() => !isHeld);
  };
  return {
    reached: () => until(() => isReached),
    release: () => {
      isHeld = false;
    },
  };
}
