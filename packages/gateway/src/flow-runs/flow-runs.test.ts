import { afterEach, beforeEach, expect, test } from 'vitest';
import { TemporarilyUnavailable } from '#core/accept.ts';
import type { Survey } from '#core/directory.ts';
import { holdConversation } from '#store/flow-runs.ts';
import { CODE, type FlowRoom, flowOf, openFlowRoom, openPhone, PHONE } from './test-room.ts';

let room: FlowRoom;
let sound: Survey;
let broken: Survey;

const ask = (id: string) =>
  flowOf(
    id,
    { one: { kind: 'text', text: '1?', exits: { next: 'two' } }, two: { kind: 'text', text: '2?' } },
    { settings: { remindAfterMinutes: [60], expireAfterMinutes: 600 } },
  );

beforeEach(async () => {
  room = await openFlowRoom();
  sound = await room.survey(await room.publish(ask('sound')), { name: 'sound' });
  broken = await room.survey(await room.publish(ask('broken')), { name: 'broken' });
});
afterEach(() => room.close());

/** How the log names a conversation. */
const theirs = { account: 1, address: CODE, contact: 'contact 12' };

test('what fails is named in the log, also where it cannot be put off', async () => {
  await room.start(sound);
  const key = await room.leave('a');
  if (key === null) throw new Error('Nobody is to take it in.');
  await room.pool.query('alter table flow_inputs rename to away');
  room.runs.onInput(key);
  await room.idle();
  await room.pool.query('alter table away rename to flow_inputs');
  expect(room.warnings).toEqual([
    {
      facts: { ...theirs, err: expect.stringContaining('flow_inputs') },
      message: 'a conversation was not gone on with; it will be',
    },
    {
      facts: { ...theirs, err: expect.stringContaining('flow_inputs') },
      message: 'what failed could not be put off, and is tried again at once',
    },
  ]);
});

test('a hop that fails is named in the log by its session and run', async () => {
  const phone = await openPhone(room, 'broken');
  await phone.dial();
  await room.pool.query('alter table flow_answers rename to away');
  expect(await phone.enter('a')).toMatchObject({ kind: 'failed' });
  await room.pool.query('alter table away rename to flow_answers');
  const [run] = await room.runRows();
  const hop = { session: '10000000000000001', runId: run?.id, flow: 'broken' };
  expect(room.warnings).toEqual([
    {
      facts: {
        ...theirs,
        address: '*123*12#',
        ...hop,
        err: expect.stringContaining('flow_answers'),
      },
      message: 'a USSD hop of a flow failed',
    },
  ]);
});

/** As another node finds it that has not read it before. */
async function breakIt() {
  await room.pool.query(
    `update flow_versions set document = '{"format":1,"id":"broken","languages":["en"],"entry":"gone","blocks":{},"texts":{}}'
     where flow_id = $1`,
    [broken.flowId],
  );
  return room.anotherNode();
}

const phones = Array.from({ length: 12 }, (_, index) => `2547110001${String(index).padStart(2, '0')}`);

test('a flow that cannot be run is in the way of no other, and is tried ever more rarely', async () => {
  for (const phone of phones) await room.start(broken, phone);
  await room.start(sound);
  const fresh = await breakIt();
  room.clock.advance(60 * 60_000);
  await fresh.sweep();
  expect((await room.texts()).length).toBe(2);
  const waits = [];
  for (let round = 0; round < 4; round++) {
    const due = `select max(extract(epoch from due_at) * 1000)::float8 as due, count(*)::int from flow_timers where kind = 'remind' and attempts = $1`;
    const [row] = await room.rows<{ due: number; count: number }>(due, [round + 1]);
    expect(row?.count).toBe(phones.length);
    const wait = (row?.due ?? 0) - room.clock.now();
    waits.push(wait / 60_000);
    room.clock.advance(wait);
    await fresh.sweep();
  }
  expect(waits).toEqual([1, 2, 4, 8]);
  expect(room.warnings[0]?.facts).toMatchObject({
    ...theirs,
    kind: 'remind',
    runId: expect.any(String),
  });
  expect(room.warnings.filter(({ message }) => message === 'a timer of a flow failed').length).toBe(5 * 12);
  expect(await room.outcomes()).toEqual(Array(13).fill('open'));
});

test('what people write to a flow that cannot be run waits, ever longer, and hinders nobody', async () => {
  const [phone = ''] = phones;
  await room.start(broken, phone);
  await room.start(sound);
  const fresh = await breakIt();
  const stuck = await room.leave('a', { from: phone });
  if (stuck === null) throw new Error('Nobody is to take it in.');
  fresh.onInput(stuck);
  await room.idle();
  expect(room.warnings).toEqual([
    {
      facts: { ...theirs, err: expect.any(String) },
      message: 'a conversation was not gone on with; it will be',
    },
  ]);
  const due = `select attempts, extract(epoch from due_at)::float8 * 1000 as due from flow_inputs`;
  const waits = [];
  for (let round = 0; round < 3; round++) {
    const [row] = await room.rows<{ attempts: number; due: number }>(due);
    waits.push([row?.attempts, (row?.due ?? 0) - room.clock.now()]);
    room.clock.advance(60_000);
    await fresh.sweep();
  }
  expect(waits).toEqual([
    [1, 5000],
    [2, 10_000],
    [3, 20_000],
  ]);
  await room.say('a');
  expect((await room.texts()).at(-1)).toBe('2?');
  await room.pool.query('update flow_versions set document = $1 where flow_id = $2', [
    JSON.stringify(ask('broken')),
    broken.flowId,
  ]);
  room.clock.advance(60_000);
  await room.anotherNode().sweep();
  expect(await room.texts(phone)).toEqual(['1?', '2?']);
});

/** Has a person's conversation as another node would that is at it. @returns what ends that */
async function holdConversationsOf(...msisdns: string[]): Promise<() => Promise<unknown>> {
  const client = await room.pool.connect();
  await client.query('begin');
  for (const msisdn of msisdns) await holdConversation(client, { accountId: 1, msisdn, address: CODE });
  return () => client.query('commit').finally(() => client.release());
}

test('a conversation that is held takes one place, however its number is written', async () => {
  const letGo = await holdConversationsOf(PHONE);
  const spellings = [PHONE, `+${PHONE}`, `0${PHONE.slice(3)}`, `00${PHONE}`, PHONE];
  const starts = spellings.map((to) => room.runs.startSurvey(room.account(), sound, { to, params: {} }));
  await room.runs.startSurvey(room.account(), sound, { to: phones[0] as string, params: {} });
  expect(await room.texts(phones[0])).toEqual(['1?']);
  await letGo();
  const outcomes = (await Promise.all(starts)).map(({ started }) => started);
  expect([outcomes, await room.outcomes()]).toEqual([
    Array(5).fill(true),
    expect.arrayContaining([...Array(4).fill('restarted'), 'open', 'open']),
  ]);
});

test('a timer waits in one line with what is written in its conversation', async () => {
  const [one = '', two = ''] = phones;
  for (const phone of [one, two, PHONE]) await room.start(sound, phone);
  const letGo = await holdConversationsOf(one, two);
  room.clock.advance(60 * 60_000);
  for (const from of [one, two]) {
    const key = await room.leave('a', { from });
    if (key !== null) room.runs.onInput(key);
  }
  const swept = room.runs.sweep();
  await expect.poll(async () => (await room.texts()).length).toBe(2);
  await letGo();
  await swept;
  await room.idle();
  expect((await room.texts(one)).at(-1)).toBe('2?');
});

test('a run stays with the version it began with; the next begins with the newest', async () => {
  const phone = await openPhone(room, 'sound');
  await room.start(sound);
  expect(await phone.dial()).toContain('1?');
  await room.publish(flowOf('sound', { new: { kind: 'text', text: 'New?' } }));
  await room.say('a');
  expect([(await room.texts()).at(-1), await phone.enter('a')]).toEqual([
    '2?',
    expect.stringContaining('2?'),
  ]);
  await room.start(sound);
  expect((await room.texts()).at(-1)).toBe('New?');
  const versions = (await room.runRows()).map(({ version }) => version);
  expect(versions).toEqual([1, 1, 2]);
});

test('flows that it calls stay as they were when it was published', async () => {
  const part = (text: string) => flowOf('part', { name: { kind: 'text', text } });
  await room.publish(part('Old?'));
  const whole = flowOf('whole', {
    part: { kind: 'call', flow: 'part', exits: { next: 'end' } },
    end: { kind: 'end', text: 'Thanks' },
  });
  const survey = await room.survey(await room.publish(whole, { part: 1 }), { name: 'whole' });
  await room.publish(part('New?'));
  await room.start(survey);
  await room.say('Asha');
  expect([await room.texts(), await room.answers()]).toEqual([['Old?', 'Thanks'], { name: 'Asha' }]);
});

test('a node that stops waits for surveys and hops under way, and begins no survey', async () => {
  const phone = await openPhone(room, 'sound');
  const underWay = [room.runs.startSurvey(room.account(), sound, { to: PHONE, params: {} }), phone.dial()];
  await room.runs.stop(5000);
  const channels = await room.rows<{ channel: string }>('select channel from flow_runs order by channel');
  expect(channels.map(({ channel }) => channel)).toEqual(['sms', 'ussd']);
  await Promise.all(underWay);
  await expect(room.start(sound)).rejects.toThrow(TemporarilyUnavailable);
  expect(await phone.enter('a')).toBe('2?\n0 Back');
});

test('a node that stops takes up nothing more, and another goes on', async () => {
  await room.start(sound);
  const other = room.anotherNode();
  await other.stop(1000);
  const key = await room.leave('a');
  if (key === null) throw new Error('Nobody is to take it in.');
  other.onInput(key);
  await room.idle();
  expect(await room.texts()).toEqual(['1?']);
  room.runs.onInput(key);
  await room.idle();
  expect(await room.texts()).toEqual(['1?', '2?']);
});
