import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KnownMessage } from './message.ts';
import { answer, receipt } from './test-changes.ts';
import { openRoom, type Room, until } from './test-room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.close());

describe('refunds', () => {
  test.each([
    ['none', 'rejected', 0],
    ['none', 'undeliverable', 0],
    ['rejected', 'rejected', 6000],
    ['rejected', 'undeliverable', 0],
    ['rejected', 'delivered', 0],
    ['undelivered', 'rejected', 6000],
    ['undelivered', 'undeliverable', 6000],
    ['undelivered', 'expired', 6000],
    ['undelivered', 'delivered', 0],
    ['undelivered', 'unknown', 0],
  ] as const)('policy %s, %s: %d', async (refund, state, amount) => {
    await room.pool.query(`update accounts set settings = jsonb_build_object('refund', $1::text)`, [refund]);
    await room.refresh();
    const message = await room.inFlight();
    await room.record(message, answer());
    const before = (await room.balance()) as number;
    await room.record(message, receipt(state));
    expect(((await room.balance()) as number) - before).toBe(amount);
    expect(await room.rows(`select amount::int, messages from ledger where kind = 'refund'`)).toEqual(
      amount === 0 ? [] : [{ amount, messages: 1 }],
    );
  });

  test('of one flush are one entry an account, whatever the states', async () => {
    const other = await room.addAccount('other', 10, { refund: 'undelivered' });
    await room.pool.query(`update accounts set settings = '{"refund":"undelivered"}'`);
    await room.refresh();
    const messages = [await room.inFlight('a'), await room.inFlight('b')];
    await room.send(['c'], other);
    await until(() => room.connector.texts.includes('c'));
    const id = room.connector.of('c').sms.messageId;
    const third = { ...(messages[0] as KnownMessage), id, accountId: other.id };
    await Promise.all([
      room.record(messages[0] as KnownMessage, receipt('rejected')),
      room.record(messages[1] as KnownMessage, receipt('expired')),
      room.record(third, receipt('undeliverable')),
    ]);
    expect(
      await room.rows(
        `select account_id, amount::int, messages from ledger where kind = 'refund' order by account_id`,
      ),
    ).toEqual([
      { account_id: 1, amount: 12_000, messages: 2 },
      { account_id: other.id, amount: 6000, messages: 1 },
    ]);
  });
});
