import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FlowRoom, flowOf, openFlowRoom, openPhone, PHONE } from './test-room.ts';

let room: FlowRoom;

const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
const menu = (settings = {}) =>
  flowOf(
    'menu',
    {
      well: { kind: 'choice', text: 'Well?', options: yesNo, dialable: true, exits: { next: 'name' } },
      name: { kind: 'text', text: 'Name?', exits: { next: 'end' } },
      end: { kind: 'end', text: 'Bye {{answers.name}}' },
    },
    { settings },
  );
const WELL = 'Well?\n1 Yes\n2 No';
const NAME = 'Name?\n0 Back';
const RESUME = 'Welcome back. Continue where you stopped?\n1 Continue\n2 Start again';

beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

async function phoneAt(flow = menu()) {
  await room.publish(flow);
  return openPhone(room, flow.id);
}

describe('a session', () => {
  test('goes from the first screen to the last, and is one run', async () => {
    const phone = await phoneAt();
    expect([await phone.dial(), await phone.enter('1'), await phone.enter('Asha')]).toEqual([
      WELL,
      NAME,
      'Bye Asha [end]',
    ]);
    expect([await room.outcomes(), await room.answers(), await room.timers()]).toEqual([
      ['completed'],
      { well: 'yes', name: 'Asha' },
      [],
    ]);
    expect(await room.rows('select channel, address, msisdn, survey_id from flow_runs')).toEqual([
      { channel: 'ussd', address: '*123*12#', msisdn: PHONE, survey_id: null },
    ]);
  });

  test('shows the same hop the same screen, on any node, and takes its entry once', async () => {
    const phone = await phoneAt();
    const other = room.anotherNode();
    await phone.dial();
    expect(await phone.again(other)).toMatchObject({ kind: 'screen', text: WELL, last: false });
    await phone.enter('1');
    expect(await phone.again()).toMatchObject({ kind: 'screen', text: NAME });
    await phone.enter('Asha');
    expect(await phone.again(other)).toMatchObject({ kind: 'screen', text: 'Bye Asha', last: true });
    expect([await room.outcomes(), await room.answers()]).toEqual([
      ['completed'],
      { well: 'yes', name: 'Asha' },
    ]);
  });

  test('does what its first hop does once, though that is also its last and comes again', async () => {
    const phone = await phoneAt(
      flowOf('hello', {
        join: { kind: 'group', join: ['callers'], exits: { next: 'hand' } },
        hand: { kind: 'task', summary: 'Call back', exits: { next: 'end' } },
        end: { kind: 'end', text: 'We call you' },
      }),
    );
    expect(await phone.dial()).toBe('We call you [end]');
    expect(await phone.again(room.anotherNode())).toMatchObject({ text: 'We call you', last: true });
    expect([await room.outcomes(), (await room.rows('select from contact_requests')).length]).toEqual([
      ['completed'],
      1,
    ]);
    expect(await phone.dial()).toBe('We call you [end]');
    expect(await room.outcomes()).toEqual(['completed', 'completed']);
  });

  test('fails with a reason where its flow is not published', async () => {
    const phone = await openPhone(room, 'nowhere');
    expect(await phone.dial()).toEqual({
      kind: 'failed',
      reason: 'flow',
      detail: 'The account has no published flow "nowhere".',
    });
    expect(await room.outcomes()).toEqual([]);
  });

  test('does not wait for the connections of surveys that start', async () => {
    const phone = await phoneAt();
    const survey = await room.survey(
      await room.publish(flowOf('ask', { name: { kind: 'text', text: 'Name?' } })),
    );
    const client = await room.pool.connect();
    // Whoever is to pay waits for this.
    await client.query('begin; select from balances for update');
    const people = Array.from({ length: 40 }, (_, index) => `2547110001${10 + index}`);
    const starts = people.map((to) => room.runs.startSurvey(room.account(), survey, { to, params: {} }));
    const waiting = async () =>
      (
        await room.rows(
          'select from pg_stat_activity where wait_event_type = $1 and datname = current_database()',
          ['Lock'],
        )
      ).length;
    await expect.poll(waiting).toBeGreaterThanOrEqual(2);
    const screen = await phone.dial({ withinMs: 2_000 });
    await client.query('commit');
    client.release();
    expect([screen, await phone.enter('1')]).toEqual([WELL, NAME]);
    expect((await Promise.all(starts)).map(({ started }) => started)).toEqual(people.map(() => true));
  });

  test('of another account does not find its flow', async () => {
    const phone = await phoneAt();
    await room.addAccount('stranger', 1);
    await room.change('update flows set account_id = 2');
    expect(await phone.dial()).toMatchObject({ kind: 'failed', reason: 'flow' });
  });

  test('fails where its run was over meanwhile, and the next dial begins anew', async () => {
    const phone = await phoneAt();
    await phone.dial();
    await room.wait(30);
    expect(await room.outcomes()).toEqual(['expired']);
    expect(await phone.enter('1')).toMatchObject({ kind: 'failed', reason: 'flow' });
    expect(await phone.dial()).toBe(WELL);
    expect(await room.outcomes()).toEqual(['expired', 'open']);
  });
});

describe('whoever dials again', () => {
  test('goes on where nothing was answered so far', async () => {
    const phone = await phoneAt();
    await phone.dial();
    expect(await phone.dial()).toBe(WELL);
    expect(await room.outcomes()).toEqual(['open']);
  });

  test('may go on within the minutes of the flow', async () => {
    const phone = await phoneAt(menu({ resumeMinutes: 20 }));
    await phone.dial();
    await phone.enter('1');
    room.clock.advance(20 * 60_000 - 1);
    expect([await phone.dial(), await phone.enter('1'), await phone.enter('Asha')]).toEqual([
      RESUME,
      NAME,
      'Bye Asha [end]',
    ]);
    expect([await room.outcomes(), await room.answers()]).toEqual([
      ['completed'],
      { well: 'yes', name: 'Asha' },
    ]);
  });

  test('may begin anew instead', async () => {
    const phone = await phoneAt();
    await phone.dial();
    await phone.enter('1');
    expect([await phone.dial(), await phone.enter('2'), await phone.enter('2')]).toEqual([
      RESUME,
      WELL,
      NAME,
    ]);
    expect(await room.answers()).toEqual({ well: 'no', name: null });
  });

  test('and begins anew has answered nothing yet', async () => {
    const phone = await phoneAt();
    await phone.dial();
    await phone.enter('1');
    expect(await room.answers()).toEqual({ well: 'yes', name: null });
    await phone.dial();
    await phone.enter('2');
    expect([await room.answers(), await room.outcomes()]).toEqual([{ well: null }, ['open']]);
  });

  test('begins anew after those minutes', async () => {
    const phone = await phoneAt(menu({ resumeMinutes: 20 }));
    await phone.dial();
    await phone.enter('1');
    room.clock.advance(20 * 60_000);
    expect(await phone.dial()).toBe(WELL);
    expect(await room.outcomes()).toEqual(['open', 'open']);
    await room.wait(20);
    expect(await room.outcomes()).toEqual(['expired', 'expired']);
  });

  test('always begins anew where the flow is sensitive', async () => {
    const phone = await phoneAt(menu({ sensitive: true }));
    await phone.dial();
    await phone.enter('1');
    expect(await phone.dial()).toBe(WELL);
    expect(await room.outcomes()).toEqual(['open', 'open']);
  });

  test('begins anew in a sensitive part of a flow, and what was answered stays with the first run', async () => {
    await room.publish(
      flowOf(
        'inner',
        { ill: { kind: 'text', text: 'Ill?', exits: { next: 'how' } }, how: { kind: 'text', text: 'How?' } },
        { settings: { sensitive: true } },
      ),
    );
    const outer = flowOf('outer', {
      name: { kind: 'text', text: 'Name?', exits: { next: 'into' } },
      into: { kind: 'call', flow: 'inner' },
    });
    await room.publish(outer, { inner: 1 });
    const phone = await openPhone(room, 'outer');
    for (const entry of [null, 'Asha', 'yes']) await (entry === null ? phone.dial() : phone.enter(entry));
    expect(await phone.dial()).toBe('Name?');
    expect(await room.outcomes()).toEqual(['open', 'open']);
    expect(
      await room.rows('select name, value from flow_answers where value is not null order by position'),
    ).toEqual([
      { name: 'name', value: 'Asha' },
      { name: 'ill', value: 'yes' },
    ]);
  });

  test('begins anew after the end, and from another phone', async () => {
    const phone = await phoneAt();
    for (const entry of [null, '1', 'Asha']) await (entry === null ? phone.dial() : phone.enter(entry));
    expect(await phone.dial()).toBe(WELL);
    await phone.enter('1');
    expect(await (await openPhone(room, 'menu', '254711000002')).dial()).toBe(WELL);
  });

  test('goes on in the version they began with', async () => {
    const phone = await phoneAt();
    await phone.dial();
    await phone.enter('1');
    await room.publish(flowOf('menu', { new: { kind: 'text', text: 'New?' } }));
    expect([await phone.dial(), await phone.enter('1')]).toEqual([RESUME, NAME]);
    expect(await (await openPhone(room, 'menu', '254711000002')).dial()).toBe('New?');
  });
});

describe('what is dialled beyond the code', () => {
  test('answers a question that may be dialled', async () => {
    const phone = await phoneAt();
    await phone.dial();
    expect(await phone.enter('1', { dialled: true })).toBe(NAME);
  });

  test('answers no other question, and is not lost to the next hop', async () => {
    const phone = await phoneAt();
    await phone.dial();
    await phone.enter('1', { dialled: true });
    expect(await phone.enter('Asha', { dialled: true })).toBe(NAME);
    expect(await phone.enter('Asha')).toBe('Bye Asha [end]');
  });

  test('does not answer whether to go on', async () => {
    const phone = await phoneAt(
      flowOf('menu', {
        first: { kind: 'choice', text: 'First?', options: yesNo, exits: { next: 'well' } },
        well: { kind: 'choice', text: 'Well?', options: yesNo, dialable: true, exits: {} },
      }),
    );
    await phone.dial();
    await phone.enter('1');
    await phone.dial();
    expect(await phone.enter('2', { dialled: true })).toBe(RESUME);
  });
});

describe('an SMS of a USSD session', () => {
  const texting = flowOf('texting', {
    tell: { kind: 'send_sms', text: 'Your code is 7', exits: { next: 'name' } },
    name: { kind: 'text', text: 'Name?', exits: { next: 'end' } },
    end: { kind: 'end', text: 'Bye' },
  });

  test('is sent from the sender of its application', async () => {
    const phone = await phoneAt(texting);
    expect(await phone.dial()).toBe('Name?');
    expect(await room.rows('select sender, body from messages')).toEqual([
      { sender: 'TIARA', body: 'Your code is 7' },
    ]);
  });

  test('that is refused does not end the session', async () => {
    const phone = await phoneAt(texting);
    await room.optOut();
    expect([await phone.dial(), await phone.enter('Asha')]).toEqual(['Name?', 'Bye [end]']);
    expect([await room.outcomes(), await room.texts()]).toEqual([['completed'], []]);
  });

  test('is sent later where there was no money, also when the session is over', async () => {
    const phone = await phoneAt(texting);
    await room.setBalance(0);
    await phone.dial();
    expect([await phone.enter('Asha'), await room.outcomes()]).toEqual(['Bye [end]', ['completed']]);
    await room.setBalance(1);
    await room.wait(5);
    expect([await room.texts(), await room.timers()]).toEqual([['Your code is 7'], []]);
  });
});
