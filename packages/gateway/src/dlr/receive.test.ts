import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageState } from '#core/message-state.ts';
import { operatorIdKey } from '#core/operator-id.ts';
import type { ReceiptsPolicy } from '#core/operator-profile.ts';
import { type Room, until } from '#mt/test-room.ts';
import { addLateOperatorId } from '#store/receipts.ts';
import type { ReceiptIntake } from './receive.ts';
import { type Given, long, openIntake, receipt, type Said } from './test-intake.ts';

let given: Given;
let room: Room;
let intake: ReceiptIntake;
beforeEach(async () => {
  given = await openIntake();
  ({ room, intake } = given);
});
afterEach(() => room.close());

describe('a receipt', () => {
  test.each([
    ['delivered', 'DELIVERED', 60],
    ['undeliverable', 'UNDELIVERABLE', 61],
    ['expired', 'EXPIRED', 62],
    ['rejected', 'REJECTED', 64],
  ] as const)(
    "%s ends its message, with one callback that tells the operator's word",
    async (said, reason, state) => {
      await given.sent();
      await intake.receive(receipt('ID-1', said));
      expect(await room.message()).toMatchObject({ state, reason });
      expect(room.callbacks.map(({ facts }) => facts)).toMatchObject([
        { kind: 'dlr', msisdn: '254711000001', sender: 'TIARA', family: 'smpp', state, reason },
      ]);
      expect(given.observed).toEqual(['matched']);
    },
  );

  test.each([
    ['enroute', 40],
    ['unknown', 50],
  ] as const)('%s is told to nobody', async (said, state) => {
    await given.sent();
    await intake.receive(receipt('ID-1', said));
    expect(await room.message()).toMatchObject({ state, final_at: null });
    expect(await room.rows('select from callbacks')).toEqual([]);
    await intake.receive(receipt('ID-1', 'delivered'));
    expect(await room.message()).toMatchObject({ state: 60 });
  });

  test('that says blacklisted tells of an opt-out, each time it is told', async () => {
    await given.sent();
    await intake.receive(receipt('ID-1', 'delivered', { operatorIds: ['other'] }));
    expect(given.learned).toEqual([]);
    await intake.receive(receipt('ID-1', 'blacklisted'));
    await intake.receive(receipt('ID-1', 'blacklisted'));
    expect(await room.message()).toMatchObject({ state: messageState.blacklisted });
    expect(given.learned).toEqual(Array(2).fill('254711000001 TIARA BLACKLISTED'));
  });

  test('unknown without a word of the operator still counts as its word', async () => {
    await given.sent();
    await intake.receive(receipt('ID-1', 'unknown', { reason: '' }));
    expect(await room.message()).toMatchObject({ state: messageState.unknown, reason: 'UNKNOWN' });
  });

  test('that is repeated, at once or later, makes one callback', async () => {
    await given.sent();
    await Promise.all([intake.receive(receipt('ID-1')), intake.receive(receipt('ID-1'))]);
    await intake.receive(receipt('ID-1'));
    intake = given.forgetful();
    await intake.receive(receipt('ID-1'));
    expect(room.callbacks).toHaveLength(1);
    expect(await given.parked()).toEqual([]);
  });

  test('that contradicts an earlier final one changes nothing', async () => {
    await given.sent();
    await intake.receive(receipt('ID-1', 'undeliverable'));
    await intake.receive(receipt('ID-1', 'delivered'));
    expect(await room.message()).toMatchObject({ state: 61 });
    expect(room.callbacks).toHaveLength(1);
  });

  test('settles only when it is on disk, and fails when that cannot be known', async () => {
    await given.sent();
    room.recorderConnection.away = true;
    let settled = false;
    const waiting = intake.receive(receipt('ID-1')).then(() => {
      settled = true;
    });
    intake = given.forgetful();
    given.connection.away = true;
    await expect(intake.receive(receipt('ID-1'))).rejects.toThrow(/away/);
    expect(settled).toBe(false);
    room.recorderConnection.away = false;
    await waiting;
    expect(await room.message()).toMatchObject({ state: 60 });
  });
});

describe('the message of a receipt', () => {
  test('is found in the tables when memory has forgotten it', async () => {
    await given.sent();
    intake = given.forgetful();
    await intake.receive(receipt(['nothing', 'id-1'], 'delivered', { msisdn: '0711000001' }));
    expect(await room.message()).toMatchObject({ state: 60 });
  });

  test.each(['memory', 'tables'])('must go to the subscriber it speaks of (%s)', async (where) => {
    await given.sent();
    if (where === 'tables') intake = given.forgetful();
    await intake.receive(receipt('ID-1', 'delivered', { msisdn: '254711000002' }));
    expect(await room.message()).toMatchObject({ state: 30 });
    expect(await given.parked()).toHaveLength(1);
  });

  test('belongs to the connector it came from', async () => {
    await given.sent();
    intake = given.forgetful();
    await intake.receive(receipt('ID-1', 'delivered', { connectorId: 2 }));
    expect(await room.message()).toMatchObject({ state: 30 });
  });

  test('is the newest not yet final, where an operator uses an id again', async () => {
    await given.sent('first', 'A');
    await intake.receive(receipt('A-1'));
    await given.sent('second', 'A');
    await given.sent('third', 'A');
    intake = given.forgetful();
    await intake.receive(receipt('A-1'));
    const states = await room.rows('select body, state from messages order by id');
    expect(states).toEqual([
      { body: 'first', state: 60 },
      { body: 'second', state: 30 },
      { body: 'third', state: 60 },
    ]);
    await intake.receive(receipt('A-1'));
    expect(await room.message('second')).toMatchObject({ state: 60 });
  });

  test.each(['memory', 'tables'])(
    'is that of the likelier key before that of a newer message (%s)',
    async (where) => {
      for (const [text, id] of [
        ['exact', '10'],
        ['hexadecimal', '16'],
        ['decimal', 'a'],
      ] as const) {
        await given.sent(text, null);
        room.connector.of(text).answer({ kind: 'accepted', ids: [{ part: 1, operatorId: id }] });
      }
      await room.recorder.drain();
      if (where === 'tables') intake = given.forgetful();
      await intake.receive(receipt('0010', 'delivered', { msisdn: '254711000001' }));
      expect(await room.rows('select body from messages where state = 60')).toEqual([{ body: 'exact' }]);
    },
  );

  test('is found by an answer that came too late', async () => {
    await given.sent('hello', null);
    room.connector
      .of('hello')
      .answer({ kind: 'refused', state: 'rejected', reason: 'No answer', alert: false, ids: [] });
    await room.recorder.drain();
    const { id } = await room.message();
    await addLateOperatorId(room.pool, {
      messageId: id,
      connectorId: 1,
      idKey: operatorIdKey('0AB'),
      operatorId: '0AB',
      part: 1,
    });
    await intake.receive(receipt('ab'));
    expect(await room.message()).toMatchObject({ state: 64 });
    expect(await given.parked()).toEqual([]);
    expect(await room.rows('select kind from message_events')).toEqual([{ kind: 'late' }]);
  });
});

describe('receipts of a long message', () => {
  const states = async (policy: ReceiptsPolicy, heard: readonly [part: number, said: Said][], parts = 3) => {
    given.profile.receipts = policy;
    await room.pool.query(`update connectors set settings = jsonb_build_object('receipts', $1::text)`, [
      policy,
    ]);
    await given.sent(long(parts));
    const seen: number[] = [];
    for (const [part, said] of heard) {
      await intake.receive(receipt(`ID-${part}`, said));
      seen.push((await room.message()).state);
    }
    return seen;
  };

  test.each<[ReceiptsPolicy, string, [number, Said][], number[]]>([
    [
      'all',
      'every part in order',
      [
        [1, 'delivered'],
        [2, 'delivered'],
        [3, 'delivered'],
      ],
      [40, 40, 60],
    ],
    [
      'all',
      'every part in any order',
      [
        [3, 'delivered'],
        [1, 'delivered'],
        [2, 'delivered'],
      ],
      [40, 40, 60],
    ],
    [
      'all',
      'a part twice is one part',
      [
        [1, 'delivered'],
        [1, 'delivered'],
        [2, 'delivered'],
        [3, 'delivered'],
      ],
      [40, 40, 40, 60],
    ],
    [
      'all',
      'the first part that fails',
      [
        [1, 'delivered'],
        [2, 'undeliverable'],
      ],
      [40, 61],
    ],
    [
      'all',
      'a part that fails first',
      [
        [2, 'expired'],
        [1, 'delivered'],
        [3, 'delivered'],
      ],
      [62, 62, 62],
    ],
    [
      'all',
      'words on the way say nothing final',
      [
        [1, 'enroute'],
        [2, 'delivered'],
        [3, 'unknown'],
        [1, 'delivered'],
        [3, 'delivered'],
      ],
      [40, 40, 50, 50, 60],
    ],
    ['last', 'the last part', [[3, 'delivered']], [60]],
    ['last', 'the last part fails', [[3, 'undeliverable']], [61]],
    ['first', 'the first part', [[1, 'delivered']], [60]],
    [
      'any',
      'whichever comes first',
      [
        [2, 'delivered'],
        [1, 'undeliverable'],
      ],
      [60, 60],
    ],
    [
      'any',
      'whichever comes first, also when it failed',
      [
        [2, 'undeliverable'],
        [1, 'delivered'],
      ],
      [61, 61],
    ],
  ])('%s: %s', async (policy, _, heard, expected) => {
    expect(await states(policy, heard)).toEqual(expected);
    const final = expected.some((state) => state >= 60);
    expect(room.callbacks).toHaveLength(final ? 1 : 0);
  });

  test('count as many as the operator gave ids, not as many as were charged', async () => {
    await given.sent(long(3), null);
    room.connector.submitted[0]?.answer({ kind: 'accepted', ids: [{ part: 1, operatorId: 'WHOLE' }] });
    await room.recorder.drain();
    await intake.receive(receipt('WHOLE'));
    expect(await room.message()).toMatchObject({ state: 60 });
  });

  test.each(['memory', 'tables'])(
    'that is taken in part only do not make it delivered (%s)',
    async (where) => {
      await given.sent(long(3), null);
      room.connector.isUp = false;
      room.connector.submitted[0]?.answer({
        kind: 'throttled',
        reason: '',
        ids: [{ part: 1, operatorId: 'P1' }],
      });
      await room.recorder.drain();
      if (where === 'tables') intake = given.forgetful();
      await intake.receive(receipt('P1'));
      expect(await room.message()).toMatchObject({ state: 40, owed: true });
      room.connector.isUp = true;
      room.clock.advance(2000);
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
      await intake.receive(receipt('P2'));
      expect(await room.message()).toMatchObject({ state: 40 });
      await intake.receive(receipt('P3'));
      expect(await room.message()).toMatchObject({ state: 60, owed: false });
    },
  );

  test('of many messages at once are counted right, though they come all together', async () => {
    await room.pool.query('update balances set balance = 10000000; update ledger set amount = 10000000');
    const texts = Array.from({ length: 20 }, (_, index) => `${long(2)}${index}`);
    for (const [index, text] of texts.entries())
      await given.sent(text, `L${index}`, `2547110000${String(index).padStart(2, '0')}`);
    const all = texts.flatMap((_, index) => [1, 2, 3].map((part) => receipt(`L${index}-${part}`)));
    all.sort((a, b) =>
      String(a.operatorIds).split('').reverse().join('') < String(b.operatorIds).split('').reverse().join('')
        ? -1
        : 1,
    );
    intake = given.forgetful();
    await Promise.all(all.map((one) => intake.receive(one)));
    expect(await room.rows('select state, count(*)::int from messages group by state')).toEqual([
      { state: 60, count: 20 },
    ]);
    expect(room.callbacks).toHaveLength(20);
  });
});
