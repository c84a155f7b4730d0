import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OptOuts } from '#contacts/opt-outs.ts';
import type { InboundMo } from '#core/connector.ts';
import { openRoom, type Room, type TestConnection } from '#mt/test-room.ts';
import { readOptOuts } from '#store/opt-outs.ts';
import { MoIntake } from './receive.ts';

let room: Room;
let intake: MoIntake;
let optOuts: OptOuts;
let connection: TestConnection;

beforeEach(async () => {
  room = await openRoom();
  await room.pool.query(
    `update accounts set mo_url = 'https://customer.example/mo';
     insert into mo_routes (address, account_id) values ('20880', 1);
     insert into mo_routes (address, keyword, account_id, url) values ('20880', 'JOIN', 1, 'https://join.example')`,
  );
  await room.refresh();
  optOuts = new OptOuts((sinceId) => readOptOuts(room.pool, sinceId));
  await optOuts.refresh();
  connection = room.connection('mo');
  intake = intakeOn(connection);
});
afterEach(() => room.close());

function intakeOn(of: TestConnection): MoIntake {
  return new MoIntake({
    connection: of,
    pool: room.pool,
    directory: room.directory,
    optOuts,
    node: () => room.node.id,
    clock: room.clock,
    log: room.log,
    offerCallbacks: (jobs) => room.callbacks.push(...jobs),
    onFlowInput: () => undefined,
  });
}

const FROM = '254711000001';
const mo = (text: string, more: Partial<InboundMo> = {}): InboundMo => ({
  connectorId: 1,
  from: FROM,
  to: '20880',
  text,
  linkId: 'smpp',
  operatorStamp: '',
  // The link was lost a moment ago: what comes now may have come before.
  answersLostAt: room.clock.now(),
  concat: null,
  ...more,
});
const part = (sequence: number, total: number, text: string, reference = 7, more: Partial<InboundMo> = {}) =>
  mo(text, { concat: { reference, total, sequence }, ...more });
const texts = async () =>
  (await room.rows<{ body: Buffer }>('select body from mo order by number')).map(({ body }) =>
    body.toString('utf8'),
  );
const told = () => room.callbacks.map(({ facts }) => (facts.kind === 'mo' ? facts.text : facts.kind));
const owed = () =>
  room.rows<{ url: string | null; owner: number }>(
    `select url, owner from callbacks where kind = 'mo' order by subject_id`,
  );

describe('an MO', () => {
  test('is stored with the callback it owes, in the hands of this node', async () => {
    await intake.receive(mo('Hello'));
    expect(await texts()).toEqual(['Hello']);
    expect(await owed()).toEqual([{ url: null, owner: 1 }]);
    expect(room.callbacks).toMatchObject([
      {
        attempts: 0,
        facts: {
          kind: 'mo',
          accountId: 1,
          number: '1000',
          from: FROM,
          to: '20880',
          text: 'Hello',
          refId: null,
          linkId: 'smpp',
          url: null,
          receivedAt: room.clock.now(),
        },
      },
    ]);
  });

  test('goes to the address of its keyword, where that has one', async () => {
    await intake.receive(mo('join me'));
    expect(await owed()).toEqual([{ url: 'https://join.example', owner: 1 }]);
  });

  test.each(['', 'quotes " and \\ and\nlines', 'emoji 🎉', 'NUL \0 inside', 'ሰላም', '\u202eright to left'])(
    'keeps its text as it came: %j',
    async (text) => {
      await intake.receive(mo(text));
      expect(await texts()).toEqual([text]);
      expect(told()).toEqual([text]);
    },
  );

  test('with half a character is made storable', async () => {
    await intake.receive(mo('a\ud83c'));
    expect(await texts()).toEqual(['a\ufffd']);
  });

  test('that belongs to nobody is kept, and owes nothing', async () => {
    await intake.receive(mo('Hello', { to: '99999' }));
    expect(await room.rows('select account_id, route_id from mo')).toEqual([
      { account_id: null, route_id: null },
    ]);
    expect([await owed(), told()]).toEqual([[], []]);
  });

  test('of an account without an address is kept for it', async () => {
    await room.pool.query('update accounts set mo_url = null');
    await room.refresh();
    await intake.receive(mo('Hello'));
    expect(await room.rows('select account_id from mo')).toEqual([{ account_id: 1 }]);
    expect(await owed()).toEqual([]);
  });

  test('is refused while the database is away, and stored once when it is repeated', async () => {
    connection.away = true;
    await expect(intake.receive(mo('Hello'))).rejects.toThrow(/away/);
    connection.away = false;
    await intake.receive(mo('Hello'));
    expect(await texts()).toEqual(['Hello']);
  });
});

describe('a repeated delivery', () => {
  test('is one only where an answer may have been lost since: who writes 1 twice means it', async () => {
    const quiet = { answersLostAt: 0 };
    for (let round = 0; round < 3; round++) await intake.receive(mo('1', quiet));
    expect(await texts()).toEqual(['1', '1', '1']);
    await room.pool.query(`update mo_seen set seen_at = seen_at - interval '1 minute'`);
    await intake.receive(mo('1', { answersLostAt: room.clock.now() - 30_000 }));
    expect(await texts()).toHaveLength(3);
    await intake.receive(mo('1', { answersLostAt: room.clock.now() - 90_000 }));
    expect(await texts()).toHaveLength(4);
  });

  test('is stored and told once, also when both come at once on two nodes', async () => {
    const other = intakeOn(room.connection('another node'));
    await Promise.all([intake.receive(mo('Hello')), other.receive(mo('Hello')), intake.receive(mo('Hello'))]);
    expect(await texts()).toEqual(['Hello']);
    expect(told()).toEqual(['Hello']);
  });

  test.each<[string, Partial<InboundMo>]>([
    ['another text', { text: 'Hello!' }],
    ['another number', { from: '254711000002' }],
    ['another address', { to: '20881' }],
    ['another connector', { connectorId: 2 }],
    ['another stamp of the operator', { operatorStamp: '2' }],
  ])('is not one with %s', async (_, more) => {
    await intake.receive(mo('Hello', { operatorStamp: '1' }));
    await intake.receive(mo('Hello', { operatorStamp: '1', ...more }));
    expect(await texts()).toHaveLength(2);
  });

  test('is a new message after five minutes', async () => {
    await intake.receive(mo('Hello'));
    await room.pool.query(`update mo_seen set seen_at = seen_at - interval '4 minutes 50 seconds'`);
    await intake.receive(mo('Hello', { answersLostAt: room.clock.now() - 280_000 }));
    expect(await texts()).toHaveLength(1);
    await room.pool.query(`update mo_seen set seen_at = seen_at - interval '5 minutes 10 seconds'`);
    await intake.receive(mo('Hello'));
    expect(await texts()).toHaveLength(2);
  });

  test('is none of what was answered long before the link was lost', async () => {
    await intake.receive(mo('1', { answersLostAt: 0 }));
    await room.pool.query(`update mo_seen set seen_at = seen_at - interval '2 minutes'`);
    await intake.receive(mo('1', { answersLostAt: room.clock.now() - 20_000 }));
    expect(await texts()).toEqual(['1', '1']);
  });

  test('is news again when it is said anew after it was repeated', async () => {
    await intake.receive(mo('1', { answersLostAt: 0 }));
    await room.pool.query(`update mo_seen set seen_at = seen_at - interval '1 minute'`);
    const lost = room.clock.now() - 30_000;
    await intake.receive(mo('1', { answersLostAt: lost }));
    await intake.receive(mo('1', { answersLostAt: lost }));
    expect(await texts()).toEqual(['1', '1']);
  });

  test('is remembered for ten minutes', async () => {
    await intake.receive(mo('Hello'));
    await room.pool.query(`update mo_seen set seen_at = seen_at - interval '11 minutes'`);
    await intake.sweep();
    expect(await room.rows('select from mo_seen')).toEqual([]);
  });
});

describe('a long MO', () => {
  const one = () => part(1, 3, 'one ');
  const two = () => part(2, 3, 'two ');
  const three = () => part(3, 3, 'three');

  test.each([[[one, two, three]], [[three, one, two]], [[two, two, three, one, one]]])(
    'is told once when all of it is there (%#)',
    async (parts) => {
      for (const each of parts) await intake.receive(each());
      expect(await texts()).toEqual(['one two three']);
      expect(told()).toEqual(['one two three']);
      expect(await room.rows('select from mo_parts')).toEqual([]);
      expect(await room.rows('select from mo where incomplete')).toEqual([]);
    },
  );

  test('may come over several links and nodes at once', async () => {
    const other = intakeOn(room.connection('another node'));
    await Promise.all([
      intake.receive(one()),
      other.receive(three()),
      intake.receive(two()),
      other.receive(one()),
      intake.receive(three()),
    ]);
    expect(await texts()).toEqual(['one two three']);
    expect(told()).toEqual(['one two three']);
    expect(await room.rows('select from mo_parts')).toEqual([]);
  });

  test('whose border cuts a character in two is made whole', async () => {
    await intake.receive(part(2, 2, '\udf89!'));
    await intake.receive(part(1, 2, 'Party \ud83c'));
    expect(await texts()).toEqual(['Party 🎉!']);
  });

  test('does not mix with another of the same number', async () => {
    await intake.receive(part(1, 2, 'a', 7));
    await intake.receive(part(1, 2, 'x', 8));
    await intake.receive(part(2, 2, 'y', 8));
    await intake.receive(part(2, 2, 'b', 7));
    await intake.receive(part(1, 2, 'p', 7, { from: '254711000002' }));
    await intake.receive(part(2, 2, 'q', 7, { from: '254711000002' }));
    expect(await texts()).toEqual(['xy', 'ab', 'pq']);
  });

  test('repeated whole after it was joined is not a second one', async () => {
    for (let round = 0; round < 2; round++)
      for (const each of [one, two, three]) await intake.receive(each());
    expect(await texts()).toEqual(['one two three']);
    expect(await room.rows('select from mo_parts')).toEqual([]);
  });

  test('whose last part could not be stored at first is joined when that is repeated', async () => {
    await intake.receive(one());
    await intake.receive(two());
    let fail = true;
    connection.before = ({ name }) => {
      if (name !== 'store_mo' || !fail) return;
      fail = false;
      throw new Error('the database is away');
    };
    await expect(intake.receive(three())).rejects.toThrow(/away/);
    await intake.receive(three());
    expect(told()).toEqual(['one two three']);
  });

  test('whose rest never comes is told after ten minutes, with its gaps, and marked', async () => {
    await intake.receive(one());
    await intake.receive(three());
    await intake.sweep();
    expect(await texts()).toEqual([]);
    await room.pool.query(`update mo_parts set received_at = now() - interval '11 minutes'`);
    await intake.sweep();
    await intake.sweep();
    expect(await texts()).toEqual(['one …three']);
    expect(told()).toEqual(['one …three']);
    expect(await room.rows('select from mo where incomplete')).toHaveLength(1);
    expect(await room.rows('select from mo_parts')).toEqual([]);
  });

  test('that becomes whole while the sweep looks at it is told once, without gaps', async () => {
    await intake.receive(one());
    await intake.receive(two());
    await room.pool.query(`update mo_parts set received_at = now() - interval '11 minutes'`);
    const other = intakeOn(room.connection('another link'));
    connection.before = async ({ name }) => {
      if (name !== 'read_mo_parts') return;
      connection.before = () => undefined;
      await other.receive(three());
    };
    await intake.sweep();
    expect(await texts()).toEqual(['one two three']);
  });
});

describe('STOP', () => {
  const optedOut = () => room.rows('select msisdn, sender, source from opt_outs order by id');

  test('ends messages to the number at once, and is forwarded', async () => {
    await intake.receive(mo('Stop.'));
    expect(optOuts.has(1, FROM, 'TIARA')).toBe(true);
    expect(await optedOut()).toEqual([{ msisdn: FROM, sender: null, source: 'mo' }]);
    expect(told()).toEqual(['Stop.']);
  });

  test('is proven by an entry in the ledger of consents, and so is START', async () => {
    await intake.receive(mo('Stop.'));
    await intake.receive(mo('Start'));
    const entries = await room.rows('select purpose, given, wording, source from consents order by id');
    expect(entries).toEqual([
      { purpose: 'messages', given: false, wording: 'Stop.', source: 'mo' },
      { purpose: 'messages', given: true, wording: 'Start', source: 'mo' },
    ]);
  });

  test('may name one sender', async () => {
    await room.pool.query(`insert into sender_ids values (1, 'OTHER')`);
    await room.refresh();
    await intake.receive(mo('STOP tiara'));
    expect([optOuts.has(1, FROM, 'TIARA'), optOuts.has(1, FROM, 'OTHER')]).toEqual([true, false]);
  });

  test.each(['START', 'START TIARA'])('is taken back by %s, here and in the tables', async (word) => {
    await intake.receive(mo('STOP TIARA'));
    await intake.receive(mo(word));
    expect(optOuts.has(1, FROM, 'TIARA')).toBe(false);
    expect(await optedOut()).toEqual([]);
    await optOuts.reload();
    expect(optOuts.has(1, FROM, 'TIARA')).toBe(false);
  });

  test.each([
    ['START', 'STOP', true],
    ['STOP', 'START', false],
  ])('%s that is delivered again undoes no later %s', async (first, second, isOptedOut) => {
    await intake.receive(mo(first, { answersLostAt: 0 }));
    await intake.receive(mo(second, { answersLostAt: 0 }));
    await intake.receive(mo(first));
    expect(await texts()).toEqual([first, second]);
    expect(optOuts.has(1, FROM, 'TIARA')).toBe(isOptedOut);
    expect(await optedOut()).toHaveLength(Number(isOptedOut));
    expect(await room.rows('select wording from consents order by id')).toEqual([
      { wording: first },
      { wording: second },
    ]);
  });

  test('is stored with its MO or not at all', async () => {
    await room.pool.query('alter table consents add constraint none check (given)');
    await expect(intake.receive(mo('STOP'))).rejects.toThrow(/consents/);
    expect([await texts(), await optedOut(), optOuts.has(1, FROM, 'TIARA')]).toEqual([[], [], false]);
    await room.pool.query('alter table consents drop constraint none');
    await intake.receive(mo('STOP'));
    expect([await texts(), (await optedOut()).length, optOuts.has(1, FROM, 'TIARA')]).toEqual([
      ['STOP'],
      1,
      true,
    ]);
  });

  test('of a sentence, or to an address of nobody, says nothing', async () => {
    await intake.receive(mo('Please stop sending me this'));
    await intake.receive(mo('STOP', { to: '99999' }));
    expect(await optedOut()).toEqual([]);
  });

  test.each(['MPESA', '+254711000001', '2547110000012345', ''])(
    'from %j, where nothing is sent to, is an MO like any other',
    async (from) => {
      await intake.receive(mo('STOP', { from }));
      expect(told()).toEqual(['STOP']);
      expect(await optedOut()).toEqual([]);
    },
  );
});
