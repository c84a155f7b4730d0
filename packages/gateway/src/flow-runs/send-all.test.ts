import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FlowRoom, flowOf, openFlowRoom, PHONE } from './test-room.ts';

let room: FlowRoom;

const two = flowOf('two', {
  one: { kind: 'text', text: '1?', exits: { next: 'tell' } },
  tell: { kind: 'send_sms', text: 'He wrote', to: '0711000009', exits: { next: 'two' } },
  two: { kind: 'text', text: '2?', exits: { next: 'end' } },
  end: { kind: 'end', text: 'Thanks' },
});

beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

const begin = async (flow = two) => room.start(await room.survey(await room.publish(flow)));

describe('when the money runs out', () => {
  test('in the middle, the answer is kept, and the question is sent when there is money again', async () => {
    await begin();
    await room.setBalance(0);
    await room.say('a');
    expect([await room.answers(), await room.texts(), await room.outcomes()]).toEqual([
      { one: 'a', two: null },
      ['1?'],
      ['open'],
    ]);
    expect(await room.timers()).toEqual(['expire', 'send']);
    await room.wait(5);
    expect([await room.texts(), await room.timers()]).toEqual([['1?'], ['expire', 'send']]);
    await room.setBalance(10);
    await room.wait(5);
    expect([await room.texts(), await room.texts('254711000009'), await room.timers()]).toEqual([
      ['1?', '2?'],
      ['He wrote'],
      ['expire'],
    ]);
    expect((await room.runRows())[0]?.unsent).toBeNull();
    await room.say('b');
    expect([await room.texts(), await room.outcomes()]).toEqual([['1?', '2?', 'Thanks'], ['completed']]);
  });

  test('a question that nobody has seen is answered by nothing, and is sent once', async () => {
    await begin();
    await room.setBalance(0);
    await room.say('a');
    for (const word of ['hello?', 'HELP', 'hello? are you there']) await room.say(word);
    expect([await room.answers(), await room.texts()]).toEqual([{ one: 'a', two: null }, ['1?']]);
    await room.setBalance(10);
    await room.wait(5);
    expect([await room.texts(), await room.timers()]).toEqual([['1?', '2?'], ['expire']]);
    await room.say('b');
    expect([await room.answers(), await room.outcomes()]).toEqual([{ one: 'a', two: 'b' }, ['completed']]);
  });

  test('who writes then is asked as soon as there is money again', async () => {
    await begin();
    await room.setBalance(0);
    await room.say('a');
    await room.setBalance(10);
    await room.say('hello?');
    expect([await room.answers(), await room.texts()]).toEqual([{ one: 'a', two: null }, ['1?', '2?']]);
  });

  test('whoever waits for a question may stop', async () => {
    await begin();
    await room.setBalance(0);
    await room.say('a');
    await room.say('STOP');
    expect(await room.outcomes()).toEqual(['opted_out']);
  });

  test('an answer counts though a reminder or a complaint is owed, which nobody needs any more', async () => {
    const asks = flowOf(
      'asks',
      { age: { kind: 'number', text: 'Age?', exits: { next: 'two' } }, two: { kind: 'text', text: '2?' } },
      { settings: { remindAfterMinutes: [60] } },
    );
    await begin(asks);
    await room.setBalance(0);
    await room.wait(60);
    await room.say('old');
    await room.say('5');
    expect(await room.answers()).toEqual({ age: 5, two: null });
    await room.setBalance(10);
    await room.wait(5);
    expect(await room.texts()).toEqual(['Age?', '2?']);
  });

  test('an answer counts though what is sent beside its question is owed', async () => {
    await begin(
      flowOf('beside', {
        one: { kind: 'text', text: '1?', exits: { next: 'tell' } },
        tell: { kind: 'send_sms', text: 'Your code', exits: { next: 'two' } },
        two: { kind: 'text', text: '2?', exits: { next: 'end' } },
        end: { kind: 'end', text: 'Thanks' },
      }),
    );
    await room.setBalance(0.6);
    await room.say('a');
    expect(await room.texts()).toEqual(['1?', '2?']);
    await room.say('b');
    expect(await room.answers()).toEqual({ one: 'a', two: 'b' });
    await room.setBalance(10);
    await room.wait(5);
    expect(await room.texts()).toEqual(['1?', '2?', 'Your code', 'Thanks']);
  });

  test('at the end, the last words are owed for a day', async () => {
    await begin();
    await room.say('a');
    await room.setBalance(0);
    await room.say('b');
    expect([await room.outcomes(), await room.timers()]).toEqual([['completed'], ['send']]);
    await room.wait(24 * 60 - 3);
    expect([await room.texts(), await room.timers()]).toEqual([['1?', '2?'], []]);
    await room.setBalance(10);
    await room.wait(60);
    expect([await room.texts(), await room.outcomes()]).toEqual([['1?', '2?'], ['completed']]);
    expect((await room.runRows())[0]?.unsent).toBeNull();
  });

  test('for the second message of a start, the first counts', async () => {
    const long = flowOf('long', {
      hello: { kind: 'message', text: 'a'.repeat(160), exits: { next: 'ask' } },
      ask: { kind: 'text', text: 'b'.repeat(160) },
    });
    await room.setBalance(0.6);
    const started = await begin(long);
    expect(started).toMatchObject({ started: true, cost: 6000, balance: 0, waits: null });
    expect([(await room.texts()).length, await room.timers()]).toEqual([1, ['expire', 'send']]);
  });

  test('a promotional sender waits for the hours of its country with what it owes', async () => {
    const flowId = await room.publish(two);
    await room.start(await room.survey(flowId, { sender: '20990' }));
    room.moveTo(17);
    await room.setBalance(0);
    await room.say('a', { to: '20990' });
    await room.wait(58);
    await room.setBalance(10);
    await room.wait(6);
    await room.wait(60);
    expect((await room.texts()).length).toBe(1);
    room.moveTo(8);
    await room.sweep();
    expect(await room.texts()).toEqual(['1? STOP*456*9*5#', '2? STOP*456*9*5#']);
  });
});

describe('what is owed', () => {
  test('is not sent at night though its timer was due by day', async () => {
    await room.start(await room.survey(await room.publish(two), { sender: '20990' }));
    await room.setBalance(0);
    await room.say('a', { to: '20990' });
    await room.setBalance(10);
    room.moveTo(23);
    await room.sweep();
    expect([(await room.texts()).length, await room.timers()]).toEqual([1, ['expire', 'send']]);
    room.moveTo(8);
    await room.sweep();
    expect((await room.texts()).length).toBe(2);
  });
});

describe('a message that is refused for good', () => {
  test('ends the conversation as refused by its person, where they have opted out meanwhile', async () => {
    await begin();
    await room.optOut();
    await room.say('a');
    expect([await room.outcomes(), await room.answers()]).toEqual([['opted_out'], { one: 'a', two: null }]);
    expect([await room.texts(), await room.timers()]).toEqual([['1?'], []]);
  });

  test('is let go where it goes to somebody else, and where it is the last word', async () => {
    await begin();
    await room.optOut('254711000009');
    await room.say('a');
    expect([await room.texts(), await room.texts('254711000009')]).toEqual([['1?', '2?'], []]);
    await room.optOut();
    await room.say('b');
    expect([await room.outcomes(), await room.texts()]).toEqual([['completed'], ['1?', '2?']]);
  });

  test('fails the run where nobody may be written to from its sender', async () => {
    await begin();
    await room.change(`delete from sender_ids where sender = '20880'`);
    await room.say('a');
    expect(await room.outcomes()).toEqual(['failed']);
    expect(room.warnings.map(({ facts }) => facts.refusal)).toEqual(['1003']);
  });
});

describe('while an account is suspended', () => {
  const suspend = (isIt: boolean) => room.change(`update accounts set active = ${!isIt}`);

  test('nothing is sent and no answer lost, and what is owed goes out afterwards', async () => {
    await begin();
    await suspend(true);
    await room.say('a');
    await room.wait(10);
    expect([await room.answers(), await room.texts()]).toEqual([{ one: 'a', two: null }, ['1?']]);
    expect([await room.timers(), room.warnings]).toEqual([['expire', 'send'], []]);
    await suspend(false);
    await room.wait(5);
    expect([await room.texts(), await room.timers()]).toEqual([['1?', '2?'], ['expire']]);
  });

  test('its runs expire, end with STOP, and begin when it is active again', async () => {
    const survey = await room.survey(await room.publish({ ...two, settings: { expireAfterMinutes: 60 } }));
    for (const phone of [PHONE, '254711000002']) await room.start(survey, phone);
    const next = await room.survey(await room.publish({ ...two, id: 'next' }), { name: 'next' });
    await room.start(next);
    await suspend(true);
    await room.say('STOP', { from: '254711000002' });
    await room.wait(60);
    await room.wait(30);
    expect([await room.outcomes(), await room.timers()]).toEqual([
      ['expired', 'opted_out', 'queued'],
      ['start'],
    ]);
    expect([await room.texts(), room.warnings]).toEqual([['1?'], []]);
    await suspend(false);
    await room.wait(15);
    expect([await room.texts(), await room.outcomes()]).toEqual([
      ['1?', '1?'],
      ['expired', 'opted_out', 'open'],
    ]);
  });
});

test('what customers are told of each message names the first of its conversation', async () => {
  await begin();
  await room.say('a');
  const rows = await room.rows<{ id: string; ref_id: string }>(
    'select id, ref_id from messages where msisdn = $1 order by id',
    [PHONE],
  );
  expect(rows.map(({ ref_id }) => ref_id)).toEqual(['', rows[0]?.id]);
});
