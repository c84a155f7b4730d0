import type { Flow } from '@ujumbe/flows';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FlowRoom, flowOf, openFlowRoom, saying } from './test-room.ts';

let room: FlowRoom;

beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

const REMINDED = 'We are still happy to have your answer.';
const HOURS = 60;

const twoQuestions = (settings: Flow['settings'] = {}, exits: Record<string, string> = {}) =>
  flowOf(
    'two',
    {
      one: { kind: 'text', text: '1?', exits: { next: 'two', ...exits } },
      two: { kind: 'text', text: '2?', exits: { next: 'end' } },
      end: { kind: 'end', text: 'Thanks' },
      later: { kind: 'text', text: 'Shall we ask later?', exits: { next: 'end' } },
      'call-them': { kind: 'task', queue: 'desk', summary: 'Silent', exits: {} },
    },
    { settings },
  );
const begin = async (flow: Flow, sender = '20880') =>
  room.start(await room.survey(await room.publish(flow), { sender }));
const reminders = async () => (await room.texts()).filter((text) => text.includes(REMINDED)).length;

describe('a reminder', () => {
  test('comes after silence, as often as the flow says, with the question', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [60, 180] }));
    await room.wait(59);
    expect(await room.texts()).toEqual(['1?']);
    await room.wait(1);
    expect(await room.texts()).toEqual(['1?', `${REMINDED}\n1?`]);
    await room.wait(119);
    expect(await reminders()).toBe(1);
    await room.wait(1);
    expect([await reminders(), await room.timers()]).toEqual([2, ['expire']]);
  });

  test('begins to count anew with an answer', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [60] }));
    await room.wait(59);
    await room.say('a');
    await room.wait(59);
    expect(await reminders()).toBe(0);
    await room.wait(1);
    expect((await room.texts()).at(-1)).toBe(`${REMINDED}\n2?`);
  });

  test('is one of those that its country allows in all, and not for each question', async () => {
    await begin(
      flowOf(
        'four',
        Object.fromEntries(
          [1, 2, 3, 4].map((one) => [
            `q${one}`,
            { kind: 'text', text: `${one}?`, exits: one < 4 ? { next: `q${one + 1}` } : {} },
          ]),
        ),
        { settings: { remindAfterMinutes: [60] } },
      ),
    );
    for (const text of ['a', 'b', 'c']) {
      await room.wait(60);
      await room.say(text);
    }
    expect([await reminders(), await room.timers()]).toEqual([2, ['expire']]);
  });

  test('keeps its distance from the one before', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [60, 60] }));
    await room.wait(60);
    await room.sweep();
    expect(await reminders()).toBe(1);
    await room.wait(60);
    expect(await reminders()).toBe(2);
  });

  test('waits for the hours of its country, and two that waited do not come together', async () => {
    room.moveTo(17);
    await begin(twoQuestions({ remindAfterMinutes: [2 * HOURS, 4 * HOURS] }));
    await room.wait(6 * HOURS);
    expect(await reminders()).toBe(0);
    room.moveTo(8);
    await room.sweep();
    await room.sweep();
    expect(await reminders()).toBe(1);
    await room.wait(2 * HOURS);
    expect(await reminders()).toBe(2);
  });

  test('that nobody sent in time waits for the next opening', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [60] }));
    room.moveTo(19);
    await room.sweep();
    expect([await reminders(), await room.timers()]).toEqual([0, ['expire', 'remind']]);
    room.moveTo(8);
    await room.sweep();
    expect(await reminders()).toBe(1);
  });

  test('is sent once though two nodes see that it is due', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [60] }));
    const other = room.anotherNode();
    room.clock.advance(HOURS * 60_000);
    await Promise.all([room.runs.sweep(), other.sweep(), room.runs.sweep(), other.sweep()]);
    expect(await reminders()).toBe(1);
  });

  test('is not owed for a question that could not be sent', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [60] }));
    await room.setBalance(0);
    await room.say('a');
    expect(await room.timers()).toEqual(['expire', 'send']);
  });

  test('counts from when its question went out', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [60] }));
    await room.setBalance(0);
    await room.say('a');
    await room.wait(120);
    await room.setBalance(10);
    await room.wait(6);
    await room.wait(59);
    expect(await room.texts()).toEqual(['1?', '2?']);
    await room.wait(1);
    expect((await room.texts()).at(-1)).toBe(`${REMINDED}\n2?`);
  });

  test('does not come to those whose answer is on disk and was not read so far', async () => {
    await begin(twoQuestions({ remindAfterMinutes: [30] }));
    await room.leave('a');
    await room.wait(40);
    expect(await room.texts()).toEqual(['1?', '2?']);
  });
});

describe('silence', () => {
  test('ends a run after the time of its flow; what was answered stays', async () => {
    await begin(twoQuestions({ expireAfterMinutes: 120 }));
    await room.say('a');
    await room.wait(119);
    expect(await room.outcomes()).toEqual(['open']);
    await room.wait(1);
    expect([await room.outcomes(), await room.timers()]).toEqual([['expired'], []]);
    expect([await room.answers(), await room.texts()]).toEqual([{ one: 'a', two: null }, ['1?', '2?']]);
    await room.say('b');
    expect(await room.answers()).toEqual({ one: 'a', two: null });
  });

  test('ends it at the latest when the country says so', async () => {
    await begin(twoQuestions({ expireAfterMinutes: 30 * 24 * HOURS }));
    await room.wait(48 * HOURS - 1);
    expect(await room.outcomes()).toEqual(['open']);
    await room.wait(1);
    expect(await room.outcomes()).toEqual(['expired']);
  });

  test('is not all: a survey is over a week after its begin, however much is said', async () => {
    await begin(
      flowOf('long', {
        ...Object.fromEntries(
          [1, 2, 3, 4].map((day) => [
            `q${day}`,
            { kind: 'text', text: `${day}?`, exits: { next: `q${day + 1}` } },
          ]),
        ),
        q5: { kind: 'text', text: '5?' },
      }),
    );
    for (let day = 0; day < 3; day++) {
      await room.wait(40 * HOURS);
      await room.say('still here');
    }
    await room.wait(47 * HOURS);
    await room.say('and here');
    expect(await room.outcomes()).toEqual(['open']);
    await room.wait(HOURS);
    expect(await room.outcomes()).toEqual(['expired']);
  });

  test('ends what was owed: a question that nobody waits for is not put', async () => {
    await begin(twoQuestions({ expireAfterMinutes: 60 }));
    await room.setBalance(0);
    await room.say('a');
    await room.wait(56);
    await room.setBalance(10);
    room.clock.advance(4 * 60_000);
    // Its expiry is looked at before what it owes.
    await room.pool.query(`delete from flow_timers where kind = 'send'`);
    await room.sweep();
    expect([await room.outcomes(), await room.texts(), await room.timers()]).toEqual([
      ['expired'],
      ['1?'],
      [],
    ]);
    expect((await room.runRows())[0]?.unsent).toBeNull();
  });

  test('is none where an answer is on disk and was not read so far', async () => {
    await begin(twoQuestions({ expireAfterMinutes: 30 }));
    await room.leave('a');
    await room.wait(40);
    expect([await room.answers(), await room.outcomes()]).toEqual([{ one: 'a', two: null }, ['open']]);
    await room.wait(30);
    expect(await room.outcomes()).toEqual(['expired']);
  });

  test('leads to a word that waits for the hours of its country', async () => {
    const missed = flowOf(
      'missed',
      {
        one: { kind: 'text', text: '1?' },
        out: { kind: 'send_sms', text: 'We missed you' },
      },
      { settings: { expireAfterMinutes: 600, onExpire: 'out' } },
    );
    room.moveTo(16);
    await begin(missed, '20990');
    await room.wait(600);
    expect([(await room.texts()).length, await room.outcomes()]).toEqual([1, ['expired']]);
    room.moveTo(8);
    await room.sweep();
    expect((await room.texts()).at(-1)).toBe('We missed you STOP*456*9*5#');
  });

  test('leads to the block for abandoned runs, which nobody hears of', async () => {
    await begin(twoQuestions({ expireAfterMinutes: 60, onExpire: 'call-them' }));
    await room.wait(60);
    expect(await room.rows('select queue, summary from contact_requests')).toEqual([
      { queue: 'desk', summary: 'Silent' },
    ]);
    expect([await room.outcomes(), await room.texts()]).toEqual([['expired'], ['1?']]);
  });

  test('leads by the exit of its question, where it has one, and what would be asked there is the end', async () => {
    await begin(twoQuestions({ expireAfterMinutes: 60, onExpire: 'call-them' }, { timeout: 'later' }));
    await room.wait(60);
    await room.sweep();
    expect([await room.texts(), await room.outcomes()]).toEqual([['1?'], ['expired']]);
    expect(await room.rows('select from contact_requests')).toEqual([]);
  });

  test('that ends with a web service asks it once', async () => {
    const tell = { kind: 'http', url: 'https://crm.example/', exits: { next: 'end' } };
    const { blocks, ...flow } = twoQuestions({ expireAfterMinutes: 60, onExpire: 'tell' });
    await begin({ ...flow, blocks: { ...blocks, tell } as Flow['blocks'] });
    let answer = (): void => undefined;
    room.serviceAnswers(() => new Promise((resolve) => (answer = () => resolve(saying({})))));
    room.clock.advance(HOURS * 60_000);
    for (let round = 0; round < 3; round++) await room.runs.sweep();
    expect(room.requests.length).toBe(1);
    answer();
    await room.idle();
    await room.sweep();
    expect([room.requests.length, await room.outcomes(), await room.texts()]).toEqual([
      1,
      ['expired'],
      ['1?'],
    ]);
  });
});

test('a timer of a run that is over, or gone, is looked at no more', async () => {
  await begin(twoQuestions());
  const [run] = await room.runRows();
  await room.say('STOP');
  await room.pool.query(
    `insert into flow_timers (run_id, kind, due_at) values ($1, 'remind', $2), ($1, 'send', $2), (gen_random_uuid(), 'expire', $2)`,
    [run?.id, new Date(room.clock.now())],
  );
  await room.sweep();
  expect([await room.texts(), await room.outcomes()]).toEqual([['1?'], ['opted_out']]);
  expect(await room.rows('select from flow_timers where run_id = $1', [run?.id])).toEqual([]);
});
