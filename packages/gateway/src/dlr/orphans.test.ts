import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accepted } from '#mt/test-connector.ts';
import { type Room, until } from '#mt/test-room.ts';
import type { ReceiptIntake } from './receive.ts';
import { type Given, long, openIntake, receipt } from './test-intake.ts';

let given: Given;
let room: Room;
let intake: ReceiptIntake;
beforeEach(async () => {
  given = await openIntake();
  ({ room, intake } = given);
});
afterEach(() => room.close());

describe('a receipt before its answer', () => {
  test('is parked, and matched as soon as the answer is heard', async () => {
    await given.sent('hello', null);
    await intake.receive(receipt('0AB', 'delivered', { msisdn: '254711000001' }));
    expect(await room.message()).toMatchObject({ state: 10 });
    expect(await given.parked()).toHaveLength(1);
    expect(given.observed).toEqual(['parked']);
    room.connector.of('hello').answer({ kind: 'accepted', ids: [{ part: 1, operatorId: '171' }] });
    await until(async () => (await given.parked()).length === 0);
    expect(await room.message()).toMatchObject({ state: 60, operator_id: '171', owed: false });
    expect((await room.message()).submitted_at).not.toBeNull();
    expect(room.callbacks).toHaveLength(1);
  });

  test('is not taken for that of another subscriber whose id looks alike', async () => {
    await intake.receive(receipt('16', 'delivered', { msisdn: '254711000099' }));
    await given.sent('hello', null);
    room.connector.of('hello').answer({ kind: 'accepted', ids: [{ part: 1, operatorId: '10' }] });
    await room.recorder.drain();
    expect(await room.message()).toMatchObject({ state: 30 });
    expect(await given.parked()).toHaveLength(1);
  });

  test('of a long message waits for its parts one by one', async () => {
    await given.sent(long(2), null);
    await Promise.all([intake.receive(receipt('ID-2')), intake.receive(receipt('ID-1'))]);
    expect(await given.parked()).toHaveLength(2);
    const { sms, answer } = room.connector.submitted[0] as (typeof room.connector.submitted)[0];
    answer(accepted(sms, 'ID'));
    await until(async () => (await given.parked()).length === 0);
    expect(await room.message()).toMatchObject({ state: 60 });
    expect(room.callbacks).toHaveLength(1);
  });

  test('that arrives while the look-up is under way is found all the same', async () => {
    await given.sent('hello', null);
    given.connection.before = () => {
      const { sms, answer } = room.connector.of('hello');
      given.connection.before = () => undefined;
      setImmediate(() => answer(accepted(sms, 'ID')));
    };
    await intake.receive(receipt('ID-1'));
    await until(async () => (await room.message()).state === 60);
    expect(await given.parked()).toEqual([]);
  });
});

describe('the sweep', () => {
  test('finds what another node heard, and tries at growing intervals', async () => {
    await given.sent('hello', null);
    await intake.receive(receipt('ID-1'));
    await given.orphans.sweep((one) => intake.find(one));
    expect(await given.parked()).toMatchObject([{ tries: 0 }]);
    const waits: number[] = [];
    for (let round = 0; round < 6; round++) {
      await room.pool.query('update orphan_receipts set next_try_at = now()');
      await given.orphans.sweep((one) => intake.find(one));
      const [row] = await room.rows<{ s: number }>(
        'select round(extract(epoch from next_try_at - now()))::int as s from orphan_receipts',
      );
      waits.push(row?.s as number);
    }
    expect(waits).toEqual([25, 90, 780, 7200, 7200, 7200]);
    await room.pool.query(
      `insert into operator_ids (message_id, connector_id, id_key, operator_id, part, of_long) select id, 1, 'id-1', 'ID-1', 1, false from messages`,
    );
    await room.pool.query('update orphan_receipts set next_try_at = now()');
    await given.orphans.sweep((one) => intake.find(one));
    expect(await given.parked()).toEqual([]);
    expect(await room.message()).toMatchObject({ state: 60, owed: false });
  });

  test('gives up after three days', async () => {
    await intake.receive(receipt('nobody'));
    await intake.receive(receipt([]));
    await room.pool.query(`update orphan_receipts set received_at = now() - interval '71 hours'`);
    expect(await given.orphans.dropOld()).toBe(0);
    await room.pool.query(`update orphan_receipts set received_at = now() - interval '73 hours'`);
    expect(await given.orphans.dropOld()).toBe(2);
  });

  test('keeps what cannot be written now', async () => {
    await given.sent('hello', null);
    await intake.receive(receipt('ID-1'));
    await room.pool.query('update orphan_receipts set next_try_at = now()');
    given.connection.away = true;
    await given.orphans.sweep((one) => intake.find(one));
    given.connection.away = false;
    expect(await given.parked()).toMatchObject([{ tries: 1 }]);
  });
});
