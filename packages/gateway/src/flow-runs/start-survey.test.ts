import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TemporarilyUnavailable } from '#core/accept.ts';
import type { Survey } from '#core/directory.ts';
import { CODE, type FlowRoom, flowOf, openFlowRoom, PHONE } from './test-room.ts';

let room: FlowRoom;
let flowId: number;
let survey: Survey;

const visit = flowOf(
  'visit',
  {
    score: { kind: 'nps', text: 'Score?', exits: { next: 'reason' } },
    reason: { kind: 'text', text: 'Why?', exits: { next: 'end' } },
    end: { kind: 'end', text: 'Thanks' },
  },
  {
    languages: ['en', 'fr', 'sw'],
    texts: { 'Score?': { en: 'Score?', fr: 'Note?', sw: 'Alama?' } },
    settings: { remindAfterMinutes: [60] },
  },
);
const other = flowOf('other', { name: { kind: 'text', text: 'Name?', exits: {} } });

beforeEach(async () => {
  room = await openFlowRoom();
  flowId = await room.publish(visit);
  survey = await room.survey(flowId);
});
afterEach(() => room.close());

async function expectNothingKept() {
  const kept = await room.rows(
    `select (select count(*) from flow_runs)::int as runs, (select count(*) from flow_timers)::int as timers,
       (select count(*) from flow_answers)::int as answers, (select count(*) from messages)::int as messages`,
  );
  expect(kept).toEqual([{ runs: 0, timers: 0, answers: 0, messages: 0 }]);
}

describe('a survey that starts', () => {
  test('answers with its first message, and keeps run, question and timers with it', async () => {
    const started = await room.start(survey, '0711000001', { srcSystem: 'CRM' });
    const [run] = await room.runRows();
    const [message] = await room.rows<{ id: string; sender: string; ref_id: string }>(
      'select * from messages',
    );
    expect(started).toEqual({
      started: true,
      runId: run?.id,
      messageId: message?.id,
      cost: 6000,
      balance: 994_000,
      mcc: '639',
      mnc: '02',
      waits: null,
    });
    expect(await room.balance()).toBe(994_000);
    expect([await room.texts(), message?.sender]).toEqual([['Score?'], CODE]);
    expect(run).toMatchObject({ status: 'open', language: 'en', version: 1, first_message_id: message?.id });
    expect(run?.reference).toMatch(/^[2-9A-Z]{3}-[2-9A-Z]{3}$/);
    expect([await room.answers(), await room.timers()]).toEqual([{ score: null }, ['expire', 'remind']]);
  });

  test.each([
    ['the survey', { language: 'fr' as const }, { language: 'sw' }, 'Note?', 'fr'],
    ['the contact, where the survey has none', {}, { language: 'sw' }, 'Alama?', 'sw'],
    ['the contact, by what is nearest', {}, { language: 'fr-SN' }, 'Note?', 'fr'],
    ['the flow, where nobody knows', {}, {}, 'Score?', 'en'],
    ['the flow, where it has no other', {}, { language: 'de' }, 'Score?', 'en'],
  ])('speaks the language of %s', async (_, ofSurvey, vars, text, language) => {
    await room.pool.query('insert into contacts (account_id, msisdn, vars) values (1, $1, $2)', [
      PHONE,
      vars,
    ]);
    await room.start(await room.survey(flowId, { name: 'in a language', ...ofSurvey }));
    expect([await room.texts(), (await room.runRows())[0]?.language]).toEqual([[text], language]);
  });

  test('asks a web service at once where it begins with one', async () => {
    room.serviceAnswers(() => ({
      status: 200,
      contentType: 'application/json',
      answer: '{"name":"Asha"}',
      isWhole: true,
      isLate: false,
    }));
    const lookUp = await room.publish(
      flowOf('look-up', {
        ask: { kind: 'http', url: 'https://crm.example/', save: { who: 'name' }, exits: { next: 'hello' } },
        hello: { kind: 'text', text: 'Hello {{vars.who}}' },
      }),
    );
    const started = await room.start(await room.survey(lookUp));
    const [run] = await room.runRows();
    expect(started).toMatchObject({ started: true, messageId: run?.id, cost: 0, balance: 1_000_000 });
    expect([await room.texts(), room.requests.length]).toEqual([['Hello Asha'], 1]);
  });
});

describe('a survey is refused, and nothing of it kept,', () => {
  const refusal = async (started = room.start(survey)) => {
    const answer = await started;
    if (answer.started) throw new Error('It was started.');
    return answer.refusal;
  };

  test('where the number is none', async () => {
    const answer = await room.start(survey, 'nobody');
    expect(answer).toMatchObject({
      started: false,
      refusal: { code: '1002', field: 'to' },
      mcc: '',
      mnc: '',
    });
    await expectNothingKept();
  });

  test('where there is no money', async () => {
    await room.setBalance(0.5);
    const answer = await room.start(survey);
    expect(answer).toMatchObject({ refusal: { code: '1006' }, balance: 5000, mcc: '639', mnc: '02' });
    expect(await room.balance()).toBe(5000);
    await expectNothingKept();
    await room.setBalance(10);
    expect((await room.start(survey)).started).toBe(true);
  });

  test('where the person wants none', async () => {
    await room.optOut();
    expect(await refusal()).toEqual({ code: '1007' });
    await expectNothingKept();
  });

  test('where no operator takes it', async () => {
    await room.change('delete from routes');
    expect(await refusal()).toEqual({ code: '1008' });
    await expectNothingKept();
  });

  test.each(['paused', 'ended'] as const)('where it is %s', async (state) => {
    survey = await room.survey(flowId, { name: state, state });
    expect(await refusal()).toEqual({ code: '1012', why: state });
    await expectNothingKept();
  });

  test('where its flow is not published', async () => {
    expect(await refusal(room.start({ ...survey, flowId: 999 }))).toEqual({ code: '1011' });
    await expectNothingKept();
  });

  test('where it is open and may not be begun anew', async () => {
    survey = await room.survey(flowId, { name: 'once', whenOpen: 'refuse' });
    await room.start(survey);
    expect(await refusal()).toEqual({ code: '1012', why: 'already active' });
    expect([await room.outcomes(), await room.texts()]).toEqual([['open'], ['Score?']]);
    await room.say('9');
    await room.say('kind');
    expect((await room.start(survey)).started).toBe(true);
  });

  test('where the database is away', async () => {
    const runs = room.anotherNode();
    await room.pool.query(
      `alter table flow_runs add constraint away check (false) not valid;
       create function go_away() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
       create trigger away before insert on flow_runs for each row execute function go_away()`,
    );
    await expect(runs.startSurvey(room.account(), survey, { to: PHONE, params: {} })).rejects.toThrow(
      TemporarilyUnavailable,
    );
    await expectNothingKept();
    expect(await room.balance()).toBe(1_000_000);
  });
});

describe('a survey that is open already', () => {
  test('is begun anew: the run before is over, and nothing more is due for it', async () => {
    await room.start(survey);
    await room.say('9');
    await room.start(survey);
    expect(await room.outcomes()).toEqual(['restarted', 'open']);
    const [before, now] = await room.runRows();
    expect(before).toMatchObject({ state: null, call: null });
    expect(await room.rows('select distinct run_id from flow_timers')).toEqual([{ run_id: now?.id }]);
    await room.say('3');
    expect(await room.texts()).toEqual(['Score?', 'Why?', 'Score?', 'Why?']);
    const values = await room.rows(`select value from flow_answers where name = 'score' order by run_id`);
    expect(values).toEqual([{ value: 9 }, { value: 3 }]);
  });

  test('keeps the answer of before that nobody had read, and not as one to the new question', async () => {
    await room.start(survey);
    await room.leave('9');
    await room.start(survey);
    const values = await room.rows(`select name, value from flow_answers order by run_id, position`);
    expect(values).toEqual([
      { name: 'score', value: 9 },
      { name: 'reason', value: null },
      { name: 'score', value: null },
    ]);
    expect(await room.texts()).toEqual(['Score?', 'Why?', 'Score?']);
  });

  test('is asked for by what was written before, also where that begins another flow', async () => {
    const joins = flowOf('joins', {
      get: { kind: 'http', method: 'GET', url: 'https://api.example/x', exits: { next: 'ask' } },
      ask: { kind: 'text', text: 'Joined?' },
    });
    const flowId = await room.publish(joins);
    await room.change(
      `insert into mo_routes (address, keyword, account_id, flow_id) values ('20880', 'JOIN', 1, ${flowId})`,
    );
    await room.start(survey);
    for (const text of ['9', 'well', 'JOIN']) await room.leave(text);
    await room.start(survey);
    expect(await room.outcomes()).toEqual(['completed', 'open', 'queued']);
    expect([room.requests.length, (await room.texts()).at(-1)]).toEqual([1, 'Joined?']);
  });

  test('is refused where it may not begin anew, but not for an answer that ends it', async () => {
    const once = await room.survey(survey.flowId, { name: 'once', whenOpen: 'refuse' });
    await room.start(once);
    expect(await room.start(once)).toMatchObject({ started: false, refusal: { code: '1012' } });
    for (const text of ['9', 'well']) await room.leave(text);
    expect(await room.start(once)).toMatchObject({ started: true });
    expect(await room.outcomes()).toEqual(['completed', 'open']);
  });

  test('begins anew though its run cannot be taken on any more', async () => {
    await room.start(survey);
    await room.leave('9');
    await room.pool.query(`update flow_versions set document = '{"format":1,"blocks":{}}'`);
    const sound = await room.publish(flowOf('after', { a: { kind: 'text', text: 'A?' } }));
    await room.change(`update surveys set flow_id = ${sound}`);
    const fresh = room.anotherNode();
    const start = { to: PHONE, params: {} };
    const started = await fresh.startSurvey(room.account(), { ...survey, flowId: sound }, start);
    expect([started.started, await room.outcomes()]).toEqual([true, ['restarted', 'open']]);
    expect(room.warnings.at(-1)?.message).toBe('an answer was lost where its survey began anew');
  });

  test('stays open once however many triggers come at once, on two nodes', async () => {
    const nodes = [room.runs, room.anotherNode()];
    const starts = Array.from({ length: 8 }, (_, index) =>
      (nodes[index % 2] as typeof room.runs).startSurvey(room.account(), survey, { to: PHONE, params: {} }),
    );
    const answers = await Promise.all(starts);
    expect(answers.map(({ started }) => started)).toEqual(Array(8).fill(true));
    expect((await room.outcomes()).toSorted()).toEqual(['open', ...Array(7).fill('restarted')]);
  });
});

describe('a survey that has to wait', () => {
  test('begins when the conversation at its address ends', async () => {
    const second = await room.survey(await room.publish(other), { name: 'second' });
    await room.start(survey);
    const queued = await room.start(second);
    expect(queued).toMatchObject({ started: true, cost: 0, balance: 994_000 });
    expect(queued.started && queued.waits).toEqual({
      until: null,
      why: ['Another conversation with this person is open at this address.'],
    });
    expect(await room.outcomes()).toEqual(['open', 'queued']);
    await room.say('10');
    await room.sweep();
    expect(await room.texts()).toEqual(['Score?', 'Why?']);
    await room.say('kind people');
    await room.sweep();
    expect(await room.texts()).toEqual(['Score?', 'Why?', 'Thanks', 'Name?']);
    expect(await room.outcomes()).toEqual(['completed', 'open']);
  });

  test('does not wait for a conversation at another address', async () => {
    await room.start(survey);
    await room.start(await room.survey(flowId, { name: 'elsewhere', sender: 'TIARA' }));
    expect(await room.outcomes()).toEqual(['open', 'open']);
  });

  test('takes its turn after those that came before, and only the latest of its own', async () => {
    const [second, third] = [
      await room.survey(await room.publish(other), { name: 'second' }),
      await room.survey(flowId, { name: 'third' }),
    ];
    await room.start(survey);
    for (const next of [second, third, second]) await room.start(next);
    expect(await room.outcomes()).toEqual(['open', 'restarted', 'queued', 'queued']);
    await room.say('STOP');
    await room.sweep();
    await room.sweep();
    expect(await room.outcomes()).toEqual(['opted_out', 'restarted', 'open', 'queued']);
  });

  test('from a promotional sender begins when hours open, with the suffix once in each text', async () => {
    const promotional = await room.survey(flowId, { name: 'offers', sender: '20990' });
    room.moveTo(20);
    const opening = room.clock.now() + 12 * 3_600_000;
    const started = await room.start(promotional);
    expect(started.started && started.waits).toMatchObject({ until: opening });
    expect([await room.outcomes(), await room.texts()]).toEqual([['queued'], []]);
    await room.wait(11 * 60 + 59);
    expect(await room.texts()).toEqual([]);
    await room.wait(1);
    expect(await room.texts()).toEqual(['Score? STOP*456*9*5#']);
    await room.say('9', { to: '20990' });
    expect(await room.texts()).toEqual(['Score? STOP*456*9*5#', 'Why? STOP*456*9*5#']);
  });

  test('looks again while its survey is paused, and is over when that has ended', async () => {
    const promotional = await room.survey(flowId, { name: 'offers', sender: '20990' });
    room.moveTo(20);
    await room.start(promotional);
    await room.change(`update surveys set state = 'paused' where name = 'offers'`);
    await room.wait(12 * 60);
    expect(await room.outcomes()).toEqual(['queued']);
    await room.change(`update surveys set state = 'ended' where name = 'offers'`);
    await room.wait(15);
    expect([await room.outcomes(), await room.texts(), await room.timers()]).toEqual([['expired'], [], []]);
  });
});
