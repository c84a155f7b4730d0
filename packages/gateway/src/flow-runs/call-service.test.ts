import { limits } from '@ujumbe/flows';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HttpAnswer } from '#callbacks/http-client.ts';
import { type FlowRoom, flowOf, openFlowRoom, openPhone, saying } from './test-room.ts';

let room: FlowRoom;

const lookUp = (http: object = {}) =>
  flowOf('look-up', {
    number: { kind: 'text', text: 'Number?', exits: { next: 'ask' } },
    ask: {
      kind: 'http',
      url: 'https://crm.example/members/{{answers.number}}',
      save: { who: 'member.name' },
      exits: { next: 'hello', error: 'sorry' },
      ...http,
    },
    hello: { kind: 'text', text: 'Hello {{vars.who}}. Well?', exits: { next: 'end' } },
    sorry: { kind: 'text', text: 'Nobody knows. Well?', exits: { next: 'end' } },
    end: { kind: 'end', text: 'Thanks' },
  });
const failing = (status: number): HttpAnswer =>
  ({ ...saying({ member: { name: 'Nobody' } }), status }) as HttpAnswer;
const silence: HttpAnswer = { status: null, error: 'no complete answer within 5 s', isLate: true };

beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

const begin = async (flow = lookUp()) => room.start(await room.survey(await room.publish(flow)));
const headersOf = (index: number) => {
  const headers = room.requests[index]?.headers ?? [];
  return Object.fromEntries(headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]]] : [])));
};

/** Web services answer when a test says so. */
function hold(): ((answer: HttpAnswer) => void)[] {
  const open: ((answer: HttpAnswer) => void)[] = [];
  room.serviceAnswers(() => new Promise((resolve) => void open.push(resolve)));
  return open;
}

describe('a web service', () => {
  test('is asked, and what it answers is kept', async () => {
    room.serviceAnswers(() => saying({ member: { name: 'Asha' } }));
    await begin();
    await room.say('7/2');
    const [run] = await room.runRows();
    expect(room.requests).toMatchObject([
      { method: 'GET', url: new URL('https://crm.example/members/7%2F2'), totalMs: 5000 },
    ]);
    expect(headersOf(0)).toEqual({ Accept: 'application/json', 'Idempotency-Key': `${run?.id}:2` });
    expect([await room.texts(), run?.call, await room.timers()]).toEqual([
      ['Number?', 'Hello Asha. Well?'],
      null,
      ['expire'],
    ]);
  });

  test('gets a body as JSON, with the headers of the flow', async () => {
    await begin(
      lookUp({ body: { number: '{{answers.number}}' }, headers: { 'X-Key': 'k1' }, timeoutSeconds: 2 }),
    );
    await room.say('7');
    expect(room.requests).toMatchObject([{ method: 'POST', body: '{"number":"7"}', totalMs: 2000 }]);
    expect(headersOf(0)).toMatchObject({ 'Content-Type': 'application/json', 'X-Key': 'k1' });
  });

  test.each<[string, HttpAnswer]>([
    ['with 500', failing(500)],
    ['with a redirect', failing(302)],
    ['too late', silence],
    ['with more than is read', { ...saying('{}'), isWhole: false } as HttpAnswer],
  ])('that answers %s leads to the error exit', async (_, answer) => {
    room.serviceAnswers(() => answer);
    await begin();
    await room.say('7');
    expect((await room.texts()).at(-1)).toBe('Nobody knows. Well?');
    expect(room.warnings.map(({ message }) => message)).toContain('a flow went wrong');
  });

  test.each([
    ['http://crm.example/'],
    ['https://10.0.0.1/'],
    ['https://169.254.169.254/latest'],
    ['https://user:secret@crm.example/'],
    ['https://crm.example:5432/'],
    ['nowhere'],
  ])('at an address that may not be called is not asked: %s', async (url) => {
    await begin(lookUp({ url }));
    await room.say('7');
    expect([room.requests, (await room.texts()).at(-1)]).toEqual([[], 'Nobody knows. Well?']);
  });

  test('that answers what no column holds is taken as far as it can be kept', async () => {
    room.serviceAnswers(() => saying('{"member":{"name":"A\\u0000sha \\ud83c"}}'));
    await begin();
    await room.say('7');
    expect((await room.texts()).at(-1)).toMatch(/^Hello A.?sha .\. Well\?$/);
  });

  test('that is asked in a circle is left in peace after a while', async () => {
    room.serviceAnswers(() => failing(500));
    await begin(lookUp({ exits: { next: 'hello', error: 'ask' } }));
    await room.say('7');
    expect([room.requests.length, await room.outcomes()]).toEqual([limits.callsInARow, ['failed']]);
    expect(new Set(room.requests.map((_, index) => headersOf(index)['Idempotency-Key'])).size).toBe(
      limits.callsInARow,
    );
  });
});

describe('on SMS', () => {
  test('what is written while a service is asked waits for its answer', async () => {
    const open = hold();
    await begin();
    const conversation = await room.leave('7');
    if (conversation === null) throw new Error('Nobody is to take it in.');
    room.runs.onInput(conversation);
    await expect.poll(() => open.length).toBe(1);
    await room.leave('very');
    room.runs.onInput(conversation);
    expect(await room.answers()).toEqual({ number: '7' });
    open[0]?.(saying({ member: { name: 'Asha' } }));
    await room.idle();
    expect([await room.texts(), await room.answers()]).toEqual([
      ['Number?', 'Hello Asha. Well?', 'Thanks'],
      { number: '7', hello: 'very' },
    ]);
  });

  test('a request that died with its node is made again, with the same key, once', async () => {
    const open = hold();
    await begin();
    const dying = room.anotherNode();
    const conversation = await room.leave('7');
    if (conversation === null) throw new Error('Nobody is to take it in.');
    dying.onInput(conversation);
    await expect.poll(() => open.length).toBe(1);
    await dying.stop(0);
    open[0]?.({ status: null, error: 'connection closed', isLate: false });
    await room.idle();
    expect([await room.texts(), await room.timers()]).toEqual([['Number?'], ['call']]);

    const third = room.anotherNode();
    room.clock.advance(60_000);
    for (const node of [room.runs, third, room.runs]) await node.sweep();
    await expect.poll(() => open.length).toBe(2);
    open[1]?.(saying({ member: { name: 'Asha' } }));
    await room.idle();
    expect([await room.texts(), room.requests.length]).toEqual([['Number?', 'Hello Asha. Well?'], 2]);
    expect(headersOf(1)).toEqual(headersOf(0));
  });

  test('an answer that comes after another node took one is nothing', async () => {
    const open = hold();
    await begin();
    const conversation = await room.leave('7');
    if (conversation === null) throw new Error('Nobody is to take it in.');
    room.runs.onInput(conversation);
    await expect.poll(() => open.length).toBe(1);
    room.clock.advance(60_000);
    await room.anotherNode().sweep();
    await expect.poll(() => open.length).toBe(2);
    open[1]?.(saying({ member: { name: 'Asha' } }));
    await expect.poll(async () => (await room.texts()).length).toBe(2);
    open[0]?.(failing(500));
    await room.idle();
    expect(await room.texts()).toEqual(['Number?', 'Hello Asha. Well?']);
  });

  test('an answer that comes late is not taken for that of the next service', async () => {
    const open = hold();
    const { blocks, ...flow } = lookUp({ exits: { next: 'second', error: 'sorry' } });
    const second = {
      kind: 'http',
      url: 'https://pay.example/',
      save: { who: 'name' },
      exits: { next: 'hello' },
    };
    await begin({ ...flow, blocks: { ...blocks, second } as typeof blocks });
    const conversation = await room.leave('7');
    if (conversation === null) throw new Error('Nobody is to take it in.');
    room.runs.onInput(conversation);
    await expect.poll(() => open.length).toBe(1);
    room.clock.advance(60_000);
    await room.anotherNode().sweep();
    await expect.poll(() => open.length).toBe(2);
    open[1]?.(saying({}));
    await expect.poll(() => open.length).toBe(3);
    open[0]?.(failing(500));
    // The node that was late asks the next service too: whichever answers first counts.
    await expect.poll(() => open.length).toBe(4);
    open[3]?.(saying({ name: 'Asha' }));
    await expect.poll(async () => (await room.texts()).length).toBe(2);
    open[2]?.(saying({ name: 'Nobody' }));
    await room.idle();
    expect(await room.texts()).toEqual(['Number?', 'Hello Asha. Well?']);
    expect(headersOf(3)).toEqual(headersOf(2));
  });

  test('STOP is heeded when the answer has come', async () => {
    const open = hold();
    await begin();
    const conversation = await room.leave('7');
    if (conversation === null) throw new Error('Nobody is to take it in.');
    room.runs.onInput(conversation);
    await expect.poll(() => open.length).toBe(1);
    await room.leave('STOP');
    await room.optOut();
    open[0]?.(saying({ member: { name: 'Asha' } }));
    await room.idle();
    expect([await room.texts(), await room.outcomes()]).toEqual([['Number?'], ['opted_out']]);
  });
});

describe('on USSD', () => {
  test('the answer is waited for, within the time of the hop', async () => {
    room.serviceAnswers(() => saying({ member: { name: 'Asha' } }));
    await room.publish(lookUp());
    const phone = await openPhone(room, 'look-up');
    await phone.dial();
    expect(await phone.enter('7', { withinMs: 3_500 })).toContain('Hello Asha. Well?');
    expect(room.requests).toMatchObject([{ totalMs: 3_000 }]);
    expect(await phone.again()).toMatchObject({ kind: 'screen' });
    expect(room.requests.length).toBe(1);
  });

  test('a service that does not answer in that time leads to the error exit', async () => {
    room.serviceAnswers(() => silence);
    await room.publish(lookUp());
    const phone = await openPhone(room, 'look-up');
    await phone.dial();
    expect(await phone.enter('7')).toContain('Nobody knows. Well?');
  });

  test('whoever enters something before the answer was there gets it then', async () => {
    room.serviceAnswers(() => saying({ member: { name: 'Asha' } }));
    await room.publish(lookUp());
    const phone = await openPhone(room, 'look-up');
    await phone.dial();
    await phone.enter('7', { withinMs: 0 });
    await expect.poll(room.timers).toEqual(['call']);
    expect(await phone.enter('8', { withinMs: 8_000 })).toContain('Hello Asha. Well?');
    expect([await room.answers(), room.requests.length]).toEqual([{ number: '7', hello: null }, 1]);
  });

  test('where no time is left the hop fails, and the service is asked in the background', async () => {
    room.serviceAnswers(() => saying({ member: { name: 'Asha' } }));
    await room.publish(lookUp());
    const phone = await openPhone(room, 'look-up');
    await phone.dial();
    expect(await phone.enter('7', { withinMs: 0 })).toMatchObject({ kind: 'failed', reason: 'timeout' });
    await expect.poll(room.timers).toEqual(['call']);
    await room.wait(1);
    expect(room.requests.length).toBe(1);
    expect([await phone.dial(), await phone.enter('1')]).toEqual([
      expect.stringContaining('Welcome back'),
      expect.stringContaining('Hello Asha. Well?'),
    ]);
  });
});
