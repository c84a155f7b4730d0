import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConversationKey } from '#store/flow-runs.ts';
import { CODE, type FlowRoom, flowOf, openFlowRoom, PHONE } from './test-room.ts';

let room: FlowRoom;

const four = flowOf('four', {
  one: { kind: 'text', text: '1?', exits: { next: 'two' } },
  two: { kind: 'text', text: '2?', exits: { next: 'three' } },
  three: { kind: 'text', text: '3?', exits: { next: 'four' } },
  four: { kind: 'text', text: '4?', exits: { next: 'end' } },
  end: { kind: 'end', text: 'Thanks' },
});

beforeEach(async () => {
  room = await openFlowRoom();
  const flowId = await room.publish(four);
  await room.change(
    `insert into mo_routes (address, keyword, account_id, flow_id) values ('20880', 'FOUR', 1, ${flowId})`,
  );
});
afterEach(() => room.close());

const waiting = () => room.rows('select from flow_inputs');
const left = async (...texts: string[]): Promise<ConversationKey> => {
  let key: ConversationKey | null = null;
  for (const text of texts) key = (await room.leave(text)) ?? key;
  if (key === null) throw new Error('No flow is to take this in.');
  return key;
};

describe('a conversation', () => {
  test('begins with the keyword of a flow, and its answers are taken in order', async () => {
    await room.say('four');
    for (const text of ['a', 'b', 'c', 'd']) await room.say(text);
    expect(await room.texts()).toEqual(['1?', '2?', '3?', '4?', 'Thanks']);
    expect(await room.answers()).toEqual({ one: 'a', two: 'b', three: 'c', four: 'd' });
    expect([await room.outcomes(), await waiting(), await room.timers()]).toEqual([['completed'], [], []]);
  });

  test('takes answers in their order though they come at once', async () => {
    await room.say('four');
    const key = await left('a', 'b', 'c');
    for (let told = 0; told < 3; told++) room.runs.onInput(key);
    await room.idle();
    expect(await room.answers()).toEqual({ one: 'a', two: 'b', three: 'c', four: null });
  });

  test('takes each answer once though two nodes are told of all of them, from the first word on', async () => {
    const nodes = [room.runs, room.anotherNode()];
    for (const node of nodes) await node.sweep();
    for (const phone of ['254711000011', '254711000012', '254711000013', '254711000014']) {
      const said = ['four', 'a', 'b', 'c', 'd'];
      const keys = await Promise.all(said.map((text) => room.leave(text, { from: phone })));
      for (let told = 0; told < 6; told++) nodes[told % 2]?.onInput(keys[0] as ConversationKey);
      await room.idle();
      expect(await room.texts(phone)).toEqual(['1?', '2?', '3?', '4?', 'Thanks']);
    }
    expect(await room.answers()).toEqual({ one: 'a', two: 'b', three: 'c', four: 'd' });
    expect(await room.outcomes()).toEqual(Array(4).fill('completed'));
    expect([await waiting(), room.warnings]).toEqual([[], []]);
  });

  test('goes on with what a node that died has left, after five seconds', async () => {
    const key = await left('four', 'a');
    await room.sweep();
    expect([await room.texts(), (await waiting()).length]).toEqual([[], 2]);
    room.clock.advance(6000);
    await room.sweep();
    expect(await room.answers()).toEqual({ one: 'a', two: null });
    room.runs.onInput(key);
    await room.idle();
    expect(await room.texts()).toEqual(['1?', '2?']);
  });

  test('is another one at another address and of another person', async () => {
    await room.say('four');
    await room.say('hello', { to: '20990' });
    await room.say('four', { from: '254711000002' });
    await room.say('x', { from: '254711000002' });
    expect([await room.texts(), await room.texts('254711000002')]).toEqual([['1?'], ['1?', '2?']]);
    expect(await room.outcomes()).toEqual(['open', 'open']);
  });

  test('answers with the link id it was asked with, also after a web service was asked', async () => {
    const linked = flowOf('linked', {
      one: { kind: 'text', text: '1?', exits: { next: 'tell' } },
      tell: { kind: 'send_sms', text: 'He wrote', to: '0711000009', exits: { next: 'ask' } },
      ask: { kind: 'http', url: 'https://crm.example/', exits: { next: 'two' } },
      two: { kind: 'text', text: '2?' },
    });
    const flowId = await room.publish(linked);
    await room.change(`update mo_routes set flow_id = ${flowId} where keyword is not null`);
    await room.say('four', { linkId: 'L1' });
    await room.say('x', { linkId: 'L2' });
    await room.say('y', { linkId: 'x'.repeat(65) });
    const sent = await room.rows('select body, link_id from messages order by id');
    expect(sent).toEqual([
      { body: '1?', link_id: 'L1' },
      { body: 'He wrote', link_id: null },
      { body: '2?', link_id: 'L2' },
    ]);
    expect(await room.outcomes()).toEqual(['completed']);
  });

  test('stays at its address though its survey writes from another sender meanwhile', async () => {
    const survey = await room.survey(await room.publish({ ...four, id: 'moved' }));
    await room.start(survey);
    await room.change(`update surveys set sender = '20990'`);
    for (const text of ['a', 'b']) await room.say(text);
    expect(await room.answers()).toEqual({ one: 'a', two: 'b', three: null });
    expect(await room.rows('select distinct sender from messages')).toEqual([{ sender: CODE }]);
  });

  test('takes what no column can hold as it can be kept', async () => {
    await room.say('four');
    await room.say('a\0b');
    await room.say(`${'x'.repeat(1999)}\u{1f389}`);
    expect(Object.values(await room.answers()).map((value) => String(value).slice(0, 2))).toEqual([
      'ab',
      'xx',
      'nu',
    ]);
    expect([room.warnings, await room.texts()]).toEqual([[], ['1?', '2?', '3?']]);
  });
});

describe('a word', () => {
  test('such as STOP ends the conversation and is no answer', async () => {
    await room.say('four');
    await room.say('a');
    await room.say('Stop.');
    await room.say('b');
    expect(await room.answers()).toEqual({ one: 'a', two: null });
    expect([await room.outcomes(), await room.timers(), await waiting()]).toEqual([['opted_out'], [], []]);
    expect(await room.texts()).toEqual(['1?', '2?']);
  });

  test('of refusal for another sender leaves it open, and is no answer', async () => {
    await room.say('four');
    await room.say('STOP TIARA');
    expect([await room.outcomes(), await room.answers()]).toEqual([['open'], { one: null }]);
    await room.say(`STOP ${CODE}`);
    expect(await room.outcomes()).toEqual(['opted_out']);
  });

  test.each(['START', 'hello', ''])('outside of conversations is nothing to flows: %j', async (text) => {
    expect(await room.leave(text)).toBeNull();
    expect([await room.outcomes(), await waiting()]).toEqual([[], []]);
  });

  test('of START that is the keyword of a flow begins it', async () => {
    await room.change(`update mo_routes set keyword = 'JIUNGE' where keyword = 'FOUR'`);
    await room.say('Jiunge');
    expect([await room.outcomes(), await room.answers()]).toEqual([['open'], { one: null }]);
  });

  test('of START inside of one is no answer', async () => {
    await room.say('four');
    await room.say('START');
    expect([await room.outcomes(), await room.answers()]).toEqual([['open'], { one: null }]);
  });

  test('that opens a flow is an answer where a conversation is open', async () => {
    await room.say('four');
    await room.say('four');
    expect([await room.outcomes(), await room.answers()]).toEqual([['open'], { one: 'four', two: null }]);
  });

  test('that was told twice is taken once', async () => {
    const key = await left('four');
    for (let round = 0; round < 2; round++) {
      room.runs.onInput(key);
      await room.idle();
    }
    expect([await room.texts(PHONE), await room.outcomes()]).toEqual([['1?'], ['open']]);
  });
});
