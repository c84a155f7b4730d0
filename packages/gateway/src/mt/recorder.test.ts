import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageState } from '#core/message-state.ts';
import type { KnownMessage } from './message.ts';
import { answer, receipt } from './test-changes.ts';
import { accepted } from './test-connector.ts';
import { openRoom, type Room, until } from './test-room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.close());

/** Statements that write changes from now on. */
function countStatements() {
  const sizes: number[] = [];
  room.recorderConnection.before = ({ name }, values) => {
    if (name.startsWith('change_messages')) sizes.push((values[0] as string[]).length);
  };
  return sizes;
}

describe('merging', () => {
  test('an answer and its receipt are written once, with one callback', async () => {
    const message = await room.inFlight();
    const statements = countStatements();
    await Promise.all([
      room.record(message, answer()),
      room.record(message, receipt('delivered', 'DELIVRD')),
    ]);
    expect(statements).toEqual([1]);
    expect(await room.message()).toMatchObject({
      state: messageState.delivered,
      reason: 'DELIVRD',
      operator_id: 'A1',
      owed: false,
    });
    const row = await room.message();
    expect(row.submitted_at).not.toBeNull();
    expect(row.final_at).not.toBeNull();
    expect(room.callbacks.map(({ facts }) => facts)).toMatchObject([
      { subjectId: message.id, state: 60, reason: 'DELIVRD' },
    ]);
    expect(await room.rows('select id_key from operator_ids')).toEqual([{ id_key: 'a1' }]);
  });

  test('the receipt may come first', async () => {
    const message = await room.inFlight();
    await Promise.all([room.record(message, receipt('delivered')), room.record(message, answer())]);
    expect(await room.message()).toMatchObject({ state: 60, operator_id: 'A1', owed: false });
    expect((await room.message()).submitted_at).not.toBeNull();
  });

  test('the same receipt twice in one flush is told once, and both are heard of', async () => {
    const message = await room.inFlight();
    await Promise.all([
      room.record(message, receipt('delivered')),
      room.record(message, receipt('delivered')),
    ]);
    expect(room.callbacks).toHaveLength(1);
  });

  test('the first final state of one flush stands', async () => {
    const message = await room.inFlight();
    await Promise.all([
      room.record(message, receipt('undeliverable', 'UNDELIV')),
      room.record(message, receipt('delivered')),
    ]);
    expect(await room.message()).toMatchObject({ state: messageState.undeliverable, reason: 'UNDELIV' });
  });

  test('a doubt of the message in memory is not lost to what a receipt found in the tables', async () => {
    const message = await room.inFlight();
    const found = { ...message, owner: null };
    message.possibleDuplicate = true;
    await Promise.all([room.record(found, receipt('enroute')), room.record(message, answer())]);
    expect(await room.message()).toMatchObject({
      state: messageState.enroute,
      possible_duplicate: true,
      owed: false,
    });
  });
});

describe('forward only', () => {
  test.each([
    ['enroute', 'delivered', 'delivered'],
    ['unknown', 'delivered', 'delivered'],
    ['enroute', 'unknown', 'unknown'],
    ['unknown', 'enroute', 'unknown'],
    ['delivered', 'enroute', 'delivered'],
    ['delivered', 'undeliverable', 'delivered'],
    ['delivered', 'rejected', 'delivered'],
    ['expired', 'delivered', 'expired'],
  ] as const)('%s, later %s: %s', async (first, second, stands) => {
    const message = await room.inFlight();
    await room.record(message, answer());
    await room.record(message, receipt(first));
    const { final_at } = await room.message();
    room.clock.advance(1000);
    await room.record(message, receipt(second));
    expect(await room.message()).toMatchObject({ state: messageState[stands], reason: stands });
    if (final_at) expect((await room.message()).final_at).toEqual(final_at);
  });

  test('a second final receipt after the callback was answered makes no second callback and no refund', async () => {
    await room.pool.query(`update accounts set settings = '{"refund":"undelivered"}'`);
    await room.refresh();
    const message = await room.inFlight();
    await room.record(message, answer());
    await room.record(message, receipt('delivered'));
    await room.pool.query('with gone as (delete from callbacks) update messages set callback_at = now()');
    const balance = await room.balance();
    await room.record(message, receipt('undeliverable'));
    expect(await room.rows('select from callbacks')).toEqual([]);
    expect(room.callbacks).toHaveLength(1);
    expect(await room.balance()).toBe(balance);
  });

  test('an answer that comes after a receipt still says when it was submitted', async () => {
    const message = await room.inFlight();
    await room.record(message, receipt('enroute', 'ACCEPTD'));
    expect((await room.message()).submitted_at).toBeNull();
    await room.record(message, answer());
    expect(await room.message()).toMatchObject({
      state: messageState.enroute,
      reason: 'ACCEPTD',
      operator_id: 'A1',
      owed: false,
    });
    expect((await room.message()).submitted_at).not.toBeNull();
  });
});

describe('the database', () => {
  test('being away loses no answer and no receipt, and holds their slots', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => `text ${index}`);
    await room.send(texts);
    await until(() => room.connector.submitted.length === 30);
    room.recorderConnection.away = true;
    for (const { sms, answer: say } of room.connector.submitted) say(accepted(sms));
    let heard = 0;
    const rows = await room.rows<{ id: string; msisdn: string }>(
      'select id, msisdn from messages order by id',
    );
    for (const { id, msisdn } of rows.slice(0, 10)) {
      const known = { ...(await known1(id, msisdn)) };
      void room.record(known, receipt('delivered')).then(() => {
        heard += 1;
      });
    }
    let tries = 0;
    room.recorderConnection.before = () => {
      tries += 1;
    };
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([tries, heard, room.connector.used]).toEqual([0, 0, 30]);
    room.recorderConnection.away = false;
    await room.recorder.drain();
    await until(() => heard === 10);
    expect(room.connector.used).toBe(0);
    expect(
      await room.rows('select state, count(*)::int from messages group by state order by state'),
    ).toEqual([
      { state: 30, count: 20 },
      { state: 60, count: 10 },
    ]);
    expect(room.callbacks).toHaveLength(10);
    expect(await room.rows('select from mt_queue')).toEqual([]);
  });

  const known1 = async (id: string, msisdn: string): Promise<KnownMessage> => ({
    id,
    msisdn,
    accountId: 1,
    connectorId: 1,
    sender: 'TIARA',
    refId: '',
    parts: 1,
    receiptsDue: 1,
    wantsCallback: true,
    attempts: 0,
    owner: 1,
    possibleDuplicate: false,
  });

  test('what comes while a group is being written is merged with it when the writing fails', async () => {
    const message = await room.inFlight();
    let fail = true;
    room.recorderConnection.before = async ({ name }) => {
      if (!fail || !name.startsWith('change_messages')) return;
      fail = false;
      room.recorder.record(message, receipt('delivered'), () => undefined);
      room.recorderConnection.away = true;
      await room.recorderConnection.run({ name: '', text: '' }, []).finally(() => {
        room.recorderConnection.away = false;
      });
    };
    await room.record(message, answer());
    await room.recorder.drain();
    expect(await room.message()).toMatchObject({ state: 60, operator_id: 'A1', owed: false });
    expect((await room.message()).submitted_at).not.toBeNull();
    expect(room.callbacks).toHaveLength(1);
  });

  test('refusing one change holds up no other', async () => {
    const messages = [];
    for (let index = 0; index < 9; index++) messages.push(await room.inFlight(`text ${index}`));
    const outcomes = await Promise.allSettled(
      messages.map((message, index) =>
        room.record(message, index === 4 ? receipt('delivered', 'bad \0 reason') : receipt('delivered')),
      ),
    );
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      messages.map((_, index) => index !== 4),
    );
    expect(await room.rows('select from messages where state = 60')).toHaveLength(8);
    expect(room.callbacks).toHaveLength(8);
    await room.record(messages[4] as KnownMessage, receipt('delivered'));
  });

  test('going away amid a refused group settles nothing twice', async () => {
    const messages = [];
    for (let index = 0; index < 4; index++) messages.push(await room.inFlight(`text ${index}`));
    let statements = 0;
    room.recorderConnection.before = async ({ name }) => {
      if (!name.startsWith('change_messages')) return;
      statements += 1;
      if (statements !== 3) return;
      room.recorderConnection.away = true;
      await room.recorderConnection.run({ name: '', text: '' }, []).finally(() => {
        room.recorderConnection.away = false;
      });
    };
    const heard = [0, 0, 0, 0];
    for (const [index, message] of messages.entries())
      room.recorder.record(message, index === 3 ? receipt('delivered', '\0') : receipt('delivered'), () => {
        heard[index] = (heard[index] as number) + 1;
      });
    await room.recorder.drain();
    expect(heard).toEqual([1, 1, 1, 1]);
    expect(room.callbacks).toHaveLength(3);
    await room.record(messages[3] as KnownMessage, receipt('delivered'));
  });

  test('refusing an event holds up neither others nor what is put back', async () => {
    const message = await room.inFlight();
    room.recorder.note({ messageId: message.id, kind: 'uncertain', detail: '\0' });
    room.recorder.note({ messageId: message.id, kind: 'uncertain', detail: 'good' });
    room.recorder.putBack(message, 0, 'ESME_RSYSERR', () => undefined);
    await room.recorder.drain();
    expect(await room.rows('select kind, detail from message_events order by kind')).toEqual([
      { kind: 'retry', detail: 'ESME_RSYSERR' },
      { kind: 'uncertain', detail: 'good' },
    ]);
  });
});

describe('putting back', () => {
  test('makes a message wait in its row, counted and told, not to be taken before its time', async () => {
    const message = await room.inFlight();
    message.attempts = 3;
    await new Promise<void>((resolve) => room.recorder.putBack(message, 60_000, 'ESME_RMSGQFUL', resolve));
    const [row] = await room.rows(
      "select owner, released, attempts, due_at > now() + interval '50 seconds' as later from mt_queue",
    );
    expect(row).toEqual({ owner: null, released: false, attempts: 3, later: true });
    expect(await room.rows('select kind, detail from message_events')).toEqual([
      { kind: 'retry', detail: 'ESME_RMSGQFUL' },
    ]);
  });

  test('waits for what is still to be written of the message: the next attempt must know the parts that are taken', async () => {
    const other = await room.inFlight();
    const message = await room.inFlight();
    const taken = { ...answer(), state: messageState.queued, submitted: false, dequeue: false };
    const order: string[] = [];
    let putBack: Promise<void> | null = null;
    room.recorderConnection.before = ({ name }) => {
      order.push(name);
      putBack ??= new Promise((resolve) => {
        room.recorder.record(message, taken, () => undefined);
        room.recorder.putBack(message, 0, 'later', resolve);
      });
    };
    await room.record(other, answer());
    await putBack;
    expect(order).toEqual(['change_messages', 'change_messages', 'put_back_messages']);
  });

  test('flags what may have been sent', async () => {
    const message = await room.inFlight();
    message.possibleDuplicate = true;
    await new Promise<void>((resolve) => room.recorder.putBack(message, 0, '', resolve));
    expect(await room.message()).toMatchObject({ possible_duplicate: true, owner: null });
  });
});

describe('a node that lost its lease', () => {
  const lose = async () => {
    await room.pool.query('update mt_queue set owner = 2');
    await room.pool.query('delete from nodes where id = 1');
  };

  test('changes nothing by outcomes, but its ids and receipts count', async () => {
    const message = await room.inFlight();
    await lose();
    await room.record(message, { ...answer(), state: messageState.rejected, submitted: false });
    await new Promise<void>((resolve) => room.recorder.putBack(message, 0, 'x', resolve));
    expect(await room.message()).toMatchObject({ state: messageState.queued, owner: 2, released: true });
    expect(await room.rows('select id_key from operator_ids')).toHaveLength(1);
    expect(await room.rows('select from message_events')).toEqual([]);
    expect(room.callbacks).toEqual([]);
    await room.record(message, receipt('delivered'));
    expect(await room.message()).toMatchObject({ state: 60 });
    expect(room.callbacks).toHaveLength(1);
    await room.pool.query('delete from mt_queue');
  });

  test('and is another one now does not touch what that one has taken', async () => {
    const message = await room.inFlight();
    await lose();
    room.node.id = 2;
    await room.record(message, { ...answer(), state: messageState.rejected, submitted: false });
    await new Promise<void>((resolve) => room.recorder.putBack(message, 0, 'x', resolve));
    expect(await room.message()).toMatchObject({ state: messageState.queued, owner: 2, released: true });
    await room.record(message, receipt('delivered'));
    expect(await room.message()).toMatchObject({ state: 60, owed: false });
  });
});
