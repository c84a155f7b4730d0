import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lane } from '#core/accept.ts';
import { messageState } from '#core/message-state.ts';
import { accepted, TestConnector } from './test-connector.ts';
import { openRoom, type Room, type RoomWish, until } from './test-room.ts';

let room: Room;
const open = async (wish: RoomWish = {}) => {
  await room.close();
  room = await openRoom(wish);
};
beforeEach(async () => {
  room = await openRoom();
});
afterEach(async () => {
  expect(await room.broken()).toEqual([]);
  await room.close();
});

const numbered = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const queue = () =>
  room.rows<{ owner: number | null; released: boolean; attempts: number }>(
    'select owner, released, attempts from mt_queue order by message_id',
  );
const submitted = (count: number) =>
  until(
    () => room.connector.submitted.length >= count,
    `${count} submits (there are ${room.connector.submitted.length})`,
  );
const queueOf = () => {
  const found = room.dispatcher.queues.get(1);
  if (!found) throw new Error('there is no queue');
  return found;
};
/** Looks for rows that wait until something holds, as the housekeeper does. */
const sweepUntil = (holds: () => boolean | Promise<boolean>) =>
  until(async () => {
    await room.dispatcher.sweep();
    return holds();
  });
/** Another connector in the place of the first, as after a change of its settings. */
function replaceConnector(window = 100): TestConnector {
  const next = new TestConnector({ window });
  room.dispatcher.detach(1);
  room.dispatcher.attach(next);
  return next;
}

describe('a message', () => {
  test('goes to the operator with its commit, and leaves the queue with the answer', async () => {
    await room.send(['hello']);
    expect(await queue()).toEqual([{ owner: 1, released: true, attempts: 0 }]);
    await submitted(1);
    room.connector.of('hello').answer(accepted(room.connector.of('hello').sms, 'A'));
    await room.recorder.drain();
    expect(await queue()).toEqual([]);
    expect(await room.message()).toMatchObject({
      state: messageState.submitted,
      operator_id: 'A-1',
      attempts: 1,
    });
    expect(room.connector.used).toBe(0);
  });

  test('waits for the window, and is noted as sendable before it is sent', async () => {
    await open({ window: 2 });
    await room.send(numbered(5));
    await submitted(2);
    expect((await queue()).map(({ released }) => released)).toEqual([true, true, false, false, false]);
    room.connector.answerAll = (sms) => accepted(sms);
    for (const { sms, answer } of [...room.connector.submitted]) answer(accepted(sms));
    await submitted(5);
    await room.recorder.drain();
    expect(room.connector.texts).toEqual(numbered(5));
    expect(await queue()).toEqual([]);
  });

  test('that the operator asks to send later waits in its row and keeps what was taken of it', async () => {
    await room.send(['x'.repeat(400)]);
    await submitted(1);
    room.connector.submitted[0]?.answer({
      kind: 'retry',
      afterMs: 1000,
      maxAttempts: 5,
      reason: 'ESME_RSYSERR',
      ids: [{ part: 2, operatorId: 'B2' }],
    });
    await room.recorder.drain();
    expect(await queue()).toEqual([{ owner: null, released: false, attempts: 1 }]);
    await room.dispatcher.sweep();
    expect(room.connector.submitted).toHaveLength(1);
    await room.pool.query('update mt_queue set due_at = now()');
    await room.dispatcher.sweep();
    await submitted(2);
    expect(room.connector.submitted[1]?.sms).toMatchObject({ parts: 3, partsDone: [2] });
    expect(room.connector.used).toBe(2);
    room.connector.submitted[1]?.answer({
      kind: 'accepted',
      ids: [
        { part: 1, operatorId: 'B1' },
        { part: 3, operatorId: 'B3' },
      ],
    });
    await room.recorder.drain();
    expect(await room.rows('select part, operator_id from operator_ids order by part')).toEqual([
      { part: 1, operator_id: 'B1' },
      { part: 2, operator_id: 'B2' },
      { part: 3, operator_id: 'B3' },
    ]);
    expect(await room.message()).toMatchObject({
      state: messageState.submitted,
      attempts: 2,
      possible_duplicate: false,
    });
  });

  test('that was throttled in part and then lost its connector sends only the rest, and still counts as unsent', async () => {
    await room.send(['x'.repeat(400)]);
    await submitted(1);
    room.connector.submitted[0]?.answer({
      kind: 'throttled',
      reason: '',
      ids: [{ part: 1, operatorId: 'C1' }],
    });
    await room.recorder.drain();
    await room.pool.query('update messages set state = 40');
    const next = replaceConnector();
    await room.recorder.drain();
    await sweepUntil(() => next.submitted.length === 1);
    expect(next.submitted[0]?.sms.partsDone).toEqual([1]);
    next.submitted[0]?.answer(accepted(next.submitted[0].sms));
    await room.recorder.drain();
    expect((await room.message()).submitted_at).not.toBeNull();
    expect(await room.message()).toMatchObject({ state: messageState.enroute, possible_duplicate: false });
  });
});

describe('rows', () => {
  test('beyond what memory holds wait, and are sent in order, as fast as the operator takes them', async () => {
    await open({ window: 20, laneLimit: 100 });
    await room.pool.query('update balances set balance = 100000000; update ledger set amount = 100000000');
    await room.send(numbered(1000));
    await room.send(numbered(1000, 'n'));
    expect((await queue()).filter(({ owner }) => owner === null).length).toBeGreaterThan(1800);
    expect(queueOf().waiting).toBeLessThanOrEqual(100);
    room.connector.answerAll = (sms) => accepted(sms);
    await submitted(20);
    for (const { sms, answer } of room.connector.submitted.slice(0, 20)) answer(accepted(sms));
    await submitted(2000);
    expect(room.connector.texts).toEqual([...numbered(1000), ...numbered(1000, 'n')]);
    await room.recorder.drain();
    expect(await queue()).toEqual([]);
    await room.send(['after']);
    await submitted(2001);
  });

  test('of a campaign that overflowed do not hold up a one-time code', async () => {
    await open({ window: 1, laneLimit: 100 });
    await room.send(numbered(160), room.account, { lane: lane.bulk });
    await submitted(1);
    await room.dispatcher.sweep();
    await room.send(['code'], room.account, { lane: lane.urgent });
    room.connector.submitted[0]?.answer({ kind: 'accepted', ids: [] });
    await submitted(2);
    expect(room.connector.texts).toEqual(['m0', 'code']);
  });

  test('of a one-time code that waits are taken before those of a campaign, though its lane is full', async () => {
    await open({ window: 1, laneLimit: 100 });
    await room.send(numbered(160), room.account, { lane: lane.bulk });
    const { pool } = room;
    await room.send(['code'], room.account, { lane: lane.urgent });
    await until(() => queueOf().waiting === 100);
    const next = replaceConnector(1);
    next.isUp = false;
    await room.recorder.drain();
    await pool.query('update mt_queue set owner = null, released = false');
    await sweepUntil(async () => (await room.message('code')).owner === 1);
    expect((await queue()).filter(({ owner }) => owner === null).length).toBeGreaterThan(0);
    next.isUp = true;
    queueOf().pump();
    await until(() => next.submitted.length === 1);
    expect(next.texts).toEqual(['code']);
  });

  test('left released by a node that is gone are sent again, flagged and told', async () => {
    await room.send(['hello']);
    await submitted(1);
    const next = replaceConnector();
    await room.pool.query('update mt_queue set owner = null');
    await sweepUntil(() => next.submitted.length === 1);
    expect(await room.message()).toMatchObject({ owner: 1, released: true, possible_duplicate: true });
    expect(await room.rows('select kind from message_events')).toEqual([{ kind: 'uncertain' }]);
  });

  test('left released fail instead where the owner would rather lose than repeat', async () => {
    await open({ failsWhenUncertain: true });
    await room.send(['hello']);
    await submitted(1);
    replaceConnector();
    await room.pool.query('update mt_queue set owner = null');
    await sweepUntil(async () => (await queue()).length === 0);
    expect(await room.message()).toMatchObject({
      state: messageState.rejected,
      reason: 'Interrupted while being sent',
      owed: false,
    });
    expect(room.callbacks).toHaveLength(1);
  });

  test.each([
    ['a short message that is on its way', 'short', 40, null, false],
    ['a short message that has arrived', 'short', 60, null, false],
    ['a long message whose submit was answered', 'x'.repeat(200), 30, 'now()', false],
    ['a long message of which a part is on its way', 'x'.repeat(200), 40, null, true],
  ])('of %s', async (_, text, state, submittedAt, isSent) => {
    room.connector.isUp = false;
    await room.send([text]);
    await room.pool.query(
      `update messages set state = $1::smallint, submitted_at = ${submittedAt}, final_at = case when $1::smallint = 60 then now() end, wants_callback = false`,
      [state],
    );
    const next = replaceConnector();
    await room.recorder.drain();
    await sweepUntil(async () => (isSent ? next.submitted.length === 1 : (await queue()).length === 0));
    expect(next.submitted).toHaveLength(isSent ? 1 : 0);
    expect(await room.message()).toMatchObject({ state });
    if (isSent) await room.pool.query(`insert into part_receipts select id, 1, 40, '', now() from messages`);
  });

  test('another node has taken meanwhile are not sent', async () => {
    room.connector.isUp = false;
    await room.send(['a', 'b']);
    await room.pool.query(
      `update mt_queue set owner = 2 where message_id = (select id from messages where body = 'a')`,
    );
    room.connector.isUp = true;
    queueOf().pump();
    await submitted(1);
    expect(room.connector.texts).toEqual(['b']);
  });
});

describe('a receipt that ends a message', () => {
  test('while it waits to be sent again keeps it from being sent again', async () => {
    await room.send(['hello']);
    await submitted(1);
    room.connector.isUp = false;
    room.connector.of('hello').answer({ kind: 'uncertain', reason: 'Link lost', ids: [] });
    const { id } = await room.message();
    const message = {
      ...room.connector,
      id,
      accountId: 1,
      connectorId: 1,
      msisdn: '',
      sender: '',
      refId: '',
      parts: 1,
      receiptsDue: 1,
      wantsCallback: true,
      attempts: 0,
      owner: null,
      possibleDuplicate: false,
    };
    await new Promise<void>((resolve) =>
      room.recorder.record(
        message,
        { state: 60, reason: 'DELIVRD', submitted: false, ids: [], dequeue: true, proven: true },
        () => resolve(),
      ),
    );
    room.connector.isUp = true;
    await room.send(['next']);
    await submitted(2);
    expect(room.connector.texts).toEqual(['hello', 'next']);
    expect(queueOf().waiting).toBe(0);
  });
});

describe('detaching', () => {
  test('gives everything back to its rows, also what is on its way in or out', async () => {
    await open({ window: 3 });
    await room.send(numbered(6));
    await submitted(3);
    room.acceptConnection.before = () => {
      room.acceptConnection.before = () => undefined;
      room.dispatcher.detach(1);
    };
    await room.send(['late']);
    for (const { answer } of room.connector.submitted) answer({ kind: 'unsent', ids: [] });
    await room.recorder.drain();
    expect((await queue()).every(({ owner, released }) => owner === null && !released)).toBe(true);
    expect(await queue()).toHaveLength(7);
    const next = replaceConnector();
    await until(() => next.submitted.length === 7);
    expect(next.texts).toEqual([...numbered(6), 'late']);
    expect(await room.rows('select from messages where possible_duplicate')).toEqual([]);
  });

  test('while rows are being read gives those back too', async () => {
    room.connector.isUp = false;
    await room.send(numbered(5));
    room.dispatcher.detach(1);
    await room.recorder.drain();
    let reading: () => void = () => undefined;
    const read = new Promise<void>((resolve) => {
      reading = resolve;
    });
    room.dispatchConnection.before = ({ name }) => {
      if (name !== 'take_waiting') return;
      room.dispatchConnection.before = () => undefined;
      setImmediate(() => {
        room.dispatcher.detach(1);
        reading();
      });
    };
    room.dispatcher.attach(new TestConnector());
    await read;
    await until(async () => (await queue()).every(({ owner }) => owner === null));
    const next = replaceConnector();
    await sweepUntil(() => next.submitted.length === 5);
    expect(next.texts).toEqual(numbered(5));
  });

  test('and attaching anew during a commit leaves the new queue its whole window', async () => {
    let next: TestConnector | null = null;
    room.acceptConnection.before = () => {
      room.acceptConnection.before = () => undefined;
      next = replaceConnector(10);
    };
    await room.send(numbered(10));
    await room.recorder.drain();
    await room.dispatcher.sweep();
    await until(() => next?.submitted.length === 10);
    await room.send(['too much']);
    expect((await room.message('too much')).released).toBe(false);
  });
});

describe('a lost lease', () => {
  test('keeps this node from sending, and what it held goes out under its next name, flagged where in doubt', async () => {
    await open({ window: 2 });
    await room.send(numbered(4));
    await submitted(2);
    room.node.mayAct = false;
    await room.pool.query('update mt_queue set owner = null');
    room.dispatcher.forget();
    for (const { answer } of room.connector.submitted)
      answer({ kind: 'uncertain', reason: 'Link lost', ids: [] });
    room.node.id = 2;
    room.node.mayAct = true;
    const next = new TestConnector();
    room.dispatcher.attach(next);
    await until(() => next.submitted.length === 4);
    await room.recorder.drain();
    expect(next.texts).toEqual(numbered(4));
    expect(
      await room.rows(
        'select body, possible_duplicate as "twice", owner from messages join mt_queue on message_id = id order by id',
      ),
    ).toEqual([
      { body: 'm0', twice: true, owner: 2 },
      { body: 'm1', twice: true, owner: 2 },
      { body: 'm2', twice: false, owner: 2 },
      { body: 'm3', twice: false, owner: 2 },
    ]);
  });

  test('makes outcomes of the former life change no row', async () => {
    await room.send(['hello']);
    await submitted(1);
    await room.pool.query('update mt_queue set owner = 2');
    room.node.id = 2;
    const { sms, answer } = room.connector.of('hello');
    answer(accepted(sms));
    await room.recorder.drain();
    expect(await room.message()).toMatchObject({ state: messageState.queued, owner: 2, released: true });
  });
});

describe('strays', () => {
  test('are given back after two looks, and what is in hand is not', async () => {
    room.connector.isUp = false;
    await room.send(['held', 'stray']);
    const { id } = await room.message('stray');
    await room.pool.query(
      `insert into messages select gen_random_uuid(), account_id, connector_id, msisdn, sender, 'lost', ref_id, link_id, flash, lane, encoding, parts, mcc, mnc, 0, charge_id, expires_at, false from messages where id = $1`,
      [id],
    );
    await room.pool.query(
      `insert into mt_queue select id, 1, 1, 1, true, now(), expires_at from messages where body = 'lost'`,
    );
    await room.dispatcher.returnStrays();
    expect((await room.message('lost')).owner).toBe(1);
    await room.dispatcher.returnStrays();
    expect(await room.message('lost')).toMatchObject({ owner: null, released: true });
    expect((await room.message('held')).owner).toBe(1);
    await room.pool.query(
      `delete from mt_queue where message_id = (select id from messages where body = 'lost')`,
    );
    await room.pool.query(`delete from messages where body = 'lost'`);
  });
});

describe('expiry', () => {
  test('ends what waits in memory while the operator is away, with its callback', async () => {
    room.connector.isUp = false;
    await room.send(['late'], room.account, { validityMinutes: 5 });
    await room.send(['good']);
    room.clock.advance(5 * 60_000);
    await room.dispatcher.sweep();
    await room.recorder.drain();
    expect(await room.message('late')).toMatchObject({
      state: messageState.expired,
      reason: 'Validity period exceeded',
      owed: false,
    });
    expect(room.callbacks.map(({ facts }) => facts.subjectId)).toEqual([(await room.message('late')).id]);
    expect(await room.message('good')).toMatchObject({ state: messageState.queued, owed: true });
  });
});
