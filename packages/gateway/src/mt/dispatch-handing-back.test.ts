import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageState } from '#core/message-state.ts';
import { DatabaseUnavailable } from '#store/hot-connection.ts';
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
afterEach(() => room.close());

const numbered = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('a receipt that ends a message', () => {
  test('while it waits to be sent again keeps it from being sent again', async () => {
    await room.send(['hello']);
    await room.submitted(1);
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
    await room.submitted(2);
    expect(room.connector.texts).toEqual(['hello', 'next']);
    expect(room.queue().waiting).toBe(0);
  });
});

describe('detaching', () => {
  test('gives everything back to its rows, also what is on its way in or out', async () => {
    await open({ window: 3 });
    await room.send(numbered(6));
    await room.submitted(3);
    room.acceptConnection.before = () => {
      room.acceptConnection.before = () => undefined;
      room.dispatcher.detach(1);
    };
    await room.send(['late']);
    for (const { answer } of room.connector.submitted) answer({ kind: 'unsent', ids: [] });
    await room.recorder.drain();
    expect((await room.queueRows()).every(({ owner, released }) => owner === null && !released)).toBe(true);
    expect(await room.queueRows()).toHaveLength(7);
    const next = room.replaceConnector();
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
    await until(async () => (await room.queueRows()).every(({ owner }) => owner === null));
    const next = room.replaceConnector();
    await room.sweepUntil(() => next.submitted.length === 5);
    expect(next.texts).toEqual(numbered(5));
  });

  test('and attaching anew during a commit leaves the new queue its whole window', async () => {
    let next: TestConnector | null = null;
    room.acceptConnection.before = () => {
      room.acceptConnection.before = () => undefined;
      next = room.replaceConnector(10);
    };
    await room.send(numbered(10));
    await room.recorder.drain();
    await room.dispatcher.sweep();
    await until(() => next?.submitted.length === 10);
    await room.send(['too much']);
    expect((await room.message('too much')).released).toBe(false);
  });
});

describe('a message that was given back', () => {
  test('by a statement whose answer was lost is not taken before the repetition of it', async () => {
    await room.send(['hello']);
    await room.submitted(1);
    let lost = false;
    room.recorderConnection.after = ({ name }) => {
      if (name !== 'put_back_messages' || lost) return;
      lost = true;
      throw new DatabaseUnavailable('the answer was lost');
    };
    const busy = { kind: 'retry', afterMs: 0, maxAttempts: 9, reason: 'busy', ids: [] } as const;
    room.connector.of('hello').answer(busy);
    await until(() => lost);
    await room.dispatcher.sweep();
    await room.recorder.drain();
    expect(room.connector.texts).toEqual(['hello']);
    await room.sweepUntil(() => room.connector.submitted.length === 2);
    expect(await room.queueRows()).toEqual([{ owner: 1, released: true, attempts: 1 }]);
  });

  test('and whose row is taken before that is known goes out once all the same', async () => {
    room.connector.isUp = false;
    await room.send(['hello']);
    let isCommitted = false;
    let isHeard = false;
    room.recorderConnection.after = async ({ name }) => {
      if (name !== 'put_back_messages') return;
      isCommitted = true;
      await until(() => isHeard);
    };
    const next = room.replaceConnector();
    await until(() => isCommitted);
    await room.dispatcher.sweep();
    expect((await room.queueRows()).map(({ owner }) => owner)).toEqual([1]);
    isHeard = true;
    await room.sweepUntil(() => next.submitted.length === 1);
    expect(next.texts).toEqual(['hello']);
    expect(await room.queueRows()).toMatchObject([{ owner: 1, released: true }]);
  });

  test('and of which the operator took a part without an id is flagged', async () => {
    const long = 'x'.repeat(400);
    await room.send([long]);
    await room.submitted(1);
    room.connector.isUp = false;
    room.connector.of(long).answer({ kind: 'unsent', ids: [{ part: 1, operatorId: '' }] });
    await room.dispatcher.setAside(1);
    expect(await room.message(long)).toMatchObject({ owner: null, possible_duplicate: true });
  });
});

test('a connector that is back before its last answers are on disk sends what waits when they are', async () => {
  await open({ window: 2 });
  await room.send(numbered(4));
  await room.submitted(2);
  room.connector.isUp = false;
  await room.dispatcher.setAside(1);
  room.connector.isUp = true;
  room.dispatcher.pump(1);
  await until(() => room.dispatcher.queues.get(1)?.waiting === 2);
  for (const { sms, answer } of [...room.connector.submitted]) answer(accepted(sms));
  await room.submitted(4);
  expect(room.connector.texts).toEqual(numbered(4));
});

describe('a lost lease', () => {
  test('keeps this node from sending, and what it held goes out under its next name, flagged where in doubt', async () => {
    await open({ window: 2 });
    await room.send(numbered(4));
    await room.submitted(2);
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
    await room.submitted(1);
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
