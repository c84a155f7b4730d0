import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lane } from '#core/accept.ts';
import { messageState } from '#core/message-state.ts';
import { accepted } from './test-connector.ts';
import { openRoom, type Room, type RoomWish, until } from './test-room.ts';

let room: Room;
const open = async (wish: RoomWish = {}) => {
  await room.close();
  room = await openRoom(wish);
};
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.close());

const numbered = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('a message', () => {
  test('goes to the operator with its commit, and leaves the queue with the answer', async () => {
    await room.send(['hello']);
    expect(await room.queueRows()).toEqual([{ owner: 1, released: true, attempts: 0 }]);
    await room.submitted(1);
    room.connector.of('hello').answer(accepted(room.connector.of('hello').sms, 'A'));
    await room.recorder.drain();
    expect(await room.queueRows()).toEqual([]);
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
    await room.submitted(2);
    expect((await room.queueRows()).map(({ released }) => released)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    room.connector.answerAll = (sms) => accepted(sms);
    for (const { sms, answer } of [...room.connector.submitted]) answer(accepted(sms));
    await room.submitted(5);
    await room.recorder.drain();
    expect(room.connector.texts).toEqual(numbered(5));
    expect(await room.queueRows()).toEqual([]);
  });

  test('that the operator asks to send later waits in its row and keeps what was taken of it', async () => {
    await room.send(['x'.repeat(400)]);
    await room.submitted(1);
    room.connector.submitted[0]?.answer({
      kind: 'retry',
      afterMs: 1000,
      maxAttempts: 5,
      reason: 'ESME_RSYSERR',
      ids: [{ part: 2, operatorId: 'B2' }],
    });
    await room.recorder.drain();
    expect(await room.queueRows()).toEqual([{ owner: null, released: false, attempts: 1 }]);
    await room.dispatcher.sweep();
    expect(room.connector.submitted).toHaveLength(1);
    await room.pool.query('update mt_queue set due_at = now()');
    await room.dispatcher.sweep();
    await room.submitted(2);
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
    await room.submitted(1);
    room.connector.submitted[0]?.answer({
      kind: 'throttled',
      reason: '',
      ids: [{ part: 1, operatorId: 'C1' }],
    });
    await room.recorder.drain();
    await room.pool.query('update messages set state = 40');
    const next = room.replaceConnector();
    await room.recorder.drain();
    await room.sweepUntil(() => next.submitted.length === 1);
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
    expect((await room.queueRows()).filter(({ owner }) => owner === null).length).toBeGreaterThan(1800);
    expect(room.queue().waiting).toBeLessThanOrEqual(100);
    room.connector.answerAll = (sms) => accepted(sms);
    await room.submitted(20);
    for (const { sms, answer } of room.connector.submitted.slice(0, 20)) answer(accepted(sms));
    await room.submitted(2000);
    expect(room.connector.texts).toEqual([...numbered(1000), ...numbered(1000, 'n')]);
    await room.recorder.drain();
    expect(await room.queueRows()).toEqual([]);
    await room.send(['after']);
    await room.submitted(2001);
  });

  test('of a campaign that overflowed do not hold up a one-time code', async () => {
    await open({ window: 1, laneLimit: 100 });
    await room.send(numbered(160), room.account, { lane: lane.bulk });
    await room.submitted(1);
    await room.dispatcher.sweep();
    await room.send(['code'], room.account, { lane: lane.urgent });
    room.connector.submitted[0]?.answer({ kind: 'accepted', ids: [] });
    await room.submitted(2);
    expect(room.connector.texts).toEqual(['m0', 'code']);
  });

  test('of a one-time code that waits are taken before those of a campaign, though its lane is full', async () => {
    await open({ window: 1, laneLimit: 100 });
    await room.send(numbered(160), room.account, { lane: lane.bulk });
    const { pool } = room;
    await room.send(['code'], room.account, { lane: lane.urgent });
    await until(() => room.queue().waiting === 100);
    const next = room.replaceConnector(1);
    next.isUp = false;
    await room.recorder.drain();
    await pool.query('update mt_queue set owner = null, released = false');
    await room.sweepUntil(async () => (await room.message('code')).owner === 1);
    expect((await room.queueRows()).filter(({ owner }) => owner === null).length).toBeGreaterThan(0);
    next.isUp = true;
    room.queue().pump();
    await until(() => next.submitted.length === 1);
    expect(next.texts).toEqual(['code']);
  });

  test('left released by a node that is gone are sent again, flagged and told', async () => {
    await room.send(['hello']);
    await room.submitted(1);
    room.dispatcher.forget();
    const next = room.replaceConnector();
    await room.pool.query('update mt_queue set owner = null');
    await room.sweepUntil(() => next.submitted.length === 1);
    expect(await room.message()).toMatchObject({ owner: 1, released: true, possible_duplicate: true });
    expect(await room.rows('select kind from message_events')).toEqual([{ kind: 'uncertain' }]);
  });

  test('left released fail instead where the owner would rather lose than repeat', async () => {
    await open({ failsWhenUncertain: true });
    await room.send(['hello']);
    await room.submitted(1);
    room.dispatcher.forget();
    room.replaceConnector();
    await room.pool.query('update mt_queue set owner = null');
    await room.sweepUntil(async () => (await room.queueRows()).length === 0);
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
    const next = room.replaceConnector();
    await room.recorder.drain();
    await room.sweepUntil(async () =>
      isSent ? next.submitted.length === 1 : (await room.queueRows()).length === 0,
    );
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
    room.queue().pump();
    await room.submitted(1);
    expect(room.connector.texts).toEqual(['b']);
  });
});
