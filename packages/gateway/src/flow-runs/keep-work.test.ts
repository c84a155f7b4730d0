import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CODE, type FlowRoom, flowOf, openFlowRoom, openPhone, PHONE } from './test-room.ts';

let room: FlowRoom;

beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

const begin = async (flow: ReturnType<typeof flowOf>) =>
  room.start(await room.survey(await room.publish(flow)));
const rows = (columns: string) => room.rows(`select ${columns} from flow_answers order by position`);

describe('answers', () => {
  const colours = {
    kind: 'choice',
    text: 'Colour?',
    options: [
      { value: 'red', label: 'Red' },
      { value: 'blue', label: 'Blue' },
    ],
    exits: { next: 'age' },
  };

  test('have a row from the moment their question is put, with how they were given', async () => {
    await begin(flowOf('two', { colour: colours, age: { kind: 'number', text: 'Age?', answer: 'years' } }));
    const all = 'name, block, kind, position, channel, language, value, label, raw';
    const put = { channel: 'sms', language: 'en', value: null, label: '', raw: '' };
    const colour = { name: 'colour', block: 'colour', kind: 'choice', position: 0 };
    const years = { name: 'years', block: 'age', kind: 'number', position: 1 };
    expect(await rows(all)).toEqual([{ ...colour, ...put }]);
    await room.say(' BLUE ');
    expect(await rows(all)).toEqual([
      { ...colour, ...put, value: 'blue', label: 'Blue', raw: ' BLUE ' },
      { ...years, ...put },
    ]);
    room.clock.advance(60_000);
    await room.say('34');
    expect((await rows(all))[1]).toEqual({ ...years, ...put, value: 34, raw: '34' });
    const times = await room.rows<{ seconds: number }>(
      `select extract(epoch from answered_at - asked_at)::int as seconds from flow_answers order by position`,
    );
    expect(times.map(({ seconds }) => seconds)).toEqual([0, 60]);
  });

  test('are replaced by whoever goes back and answers anew, in their place', async () => {
    await room.publish(
      flowOf('back', {
        colour: { ...colours, exits: { next: 'name' } },
        name: { kind: 'text', text: 'Name?', exits: {} },
      }),
    );
    const phone = await openPhone(room, 'back');
    await phone.dial();
    await phone.enter('1');
    expect(await room.answers()).toEqual({ colour: 'red', name: null });
    await phone.enter('0');
    expect(await room.answers()).toEqual({ colour: 'red', name: null });
    await phone.enter('2');
    await phone.enter('Asha');
    expect([await room.answers(), await rows('position')]).toEqual([
      { colour: 'blue', name: 'Asha' },
      [{ position: 0 }, { position: 1 }],
    ]);
  });

  test('say in which language they were given', async () => {
    const language = {
      kind: 'choice',
      text: 'Language?',
      sets: 'language',
      options: [
        { value: 'en', label: 'English' },
        { value: 'fr', label: 'Français' },
      ],
      exits: { next: 'name' },
    };
    const flow = flowOf(
      'languages',
      { language, name: { kind: 'text', text: 'Name?' } },
      { languages: ['en', 'fr'] },
    );
    await begin({ ...flow, texts: { ...flow.texts, 'Name?': { en: 'Name?', fr: 'Nom?' } } });
    await room.say('2');
    await room.say('Asha');
    expect(await rows('name, language')).toEqual([
      { name: 'language', language: 'fr' },
      { name: 'name', language: 'fr' },
    ]);
    expect([(await room.texts()).at(-1), (await room.runRows())[0]?.language]).toEqual(['Nom?', 'fr']);
    // The next flow of this person begins in it.
    expect(await room.rows(`select vars from contacts`)).toEqual([{ vars: { language: 'fr' } }]);
  });
});

test('of who chooses a language in a sensitive flow that was called, nothing is kept about the contact', async () => {
  const options = ['en', 'fr'].map((value) => ({ value, label: value }));
  const languages: [string, ...string[]] = ['en', 'fr'];
  const language = { kind: 'choice', text: 'Language?', sets: 'language', options, exits: {} };
  for (const sensitive of [true, false]) {
    const id = sensitive ? 'secret' : 'open';
    await room.publish(flowOf(id, { language }, { languages, settings: { sensitive } }));
    const around = {
      call: { kind: 'call', flow: id, exits: { next: 'name' } },
      name: { kind: 'text', text: 'Name?' },
    };
    const flowId = await room.publish(flowOf(`around ${id}`, around, { languages }), { [id]: 1 });
    await room.start(await room.survey(flowId));
    await room.say('2');
    expect((await room.rows('select from contacts')).length).toBe(sensitive ? 0 : 1);
    await room.say('Asha');
  }
});

describe('a consent', () => {
  const agree = (purpose: string) =>
    flowOf('agree', { agree: { kind: 'consent', text: 'Do you agree?', purpose, version: 'v2', exits: {} } });

  test('is kept with the words that were shown', async () => {
    await begin(agree('survey'));
    await room.say('yes');
    const [run] = await room.runRows();
    expect(
      await room.rows(
        'select msisdn, purpose, version, given, wording, language, source, run_id from consents',
      ),
    ).toEqual([
      {
        msisdn: PHONE,
        purpose: 'survey',
        version: 'v2',
        given: true,
        wording: 'Do you agree?',
        language: 'en',
        source: 'flow',
        run_id: run?.id,
      },
    ]);
  });

  test('to messages that is refused holds at once', async () => {
    await begin(agree('messages'));
    await room.say('no');
    expect(room.optOuts.has(1, PHONE, CODE)).toBe(true);
    expect(
      (await room.start(await room.survey(await room.publish(agree('x')), { name: 'next' }))).started,
    ).toBe(false);
  });

  test('to messages takes back what was refused before', async () => {
    await room.pool.query(
      `insert into opt_outs (account_id, msisdn, sender, source) values (1, $1, 'TIARA', 'api')`,
      [PHONE],
    );
    await room.optOuts.refresh();
    await begin(agree('messages'));
    expect(room.optOuts.has(1, PHONE, 'TIARA')).toBe(true);
    await room.say('yes');
    expect([room.optOuts.has(1, PHONE, 'TIARA'), await room.rows('select from opt_outs')]).toEqual([
      false,
      [],
    ]);
  });
});

describe('a contact', () => {
  const kept = flowOf('kept', {
    name: { kind: 'text', text: 'Name?', exits: { next: 'keep' } },
    keep: {
      kind: 'set',
      values: { 'contact.name': { cel: 'answers.name' }, 'contact.town': 'Mto' },
      exits: { next: 'group' },
    },
    group: { kind: 'group', join: ['asked', 'new'], leave: ['old'], exits: {} },
  });
  const contact = () => room.rows('select name, vars from contacts');

  test('gets its fields and groups, and keeps its others', async () => {
    await room.pool.query(
      `insert into contacts (account_id, msisdn, name, vars) values (1, '${PHONE}', 'Old', '{"age": 7}');
       insert into contact_groups (account_id, msisdn, name) values (1, '${PHONE}', 'old'), (1, '${PHONE}', 'kept')`,
    );
    await begin(kept);
    await room.say('Asha');
    expect(await contact()).toEqual([{ name: 'Asha', vars: { age: 7, town: 'Mto' } }]);
    const groups = await room.rows('select name from contact_groups order by name');
    expect(groups).toEqual([{ name: 'asked' }, { name: 'kept' }, { name: 'new' }]);
  });

  test('that has no room left does not keep its conversation from going on', async () => {
    const vars = { all: 'x'.repeat(16_200) };
    await room.pool.query('insert into contacts (account_id, msisdn, vars) values (1, $1, $2)', [
      PHONE,
      vars,
    ]);
    const full = flowOf('full', {
      name: { kind: 'text', text: 'Name?', exits: { next: 'keep' } },
      keep: {
        kind: 'set',
        values: { 'contact.more': { cel: 'answers.name + answers.name + answers.name' } },
        exits: { next: 'end' },
      },
      end: { kind: 'end', text: 'Thanks' },
    });
    await begin(full);
    await room.say('Asha '.repeat(60));
    expect([await room.outcomes(), (await room.texts()).at(-1)]).toEqual([['completed'], 'Thanks']);
    expect((await contact())[0]).toMatchObject({ vars });
    expect(room.warnings.map(({ message }) => message)).toEqual(['the fields of a contact were not kept']);
  });
});

describe('a request to people', () => {
  const again = flowOf('again', {
    need: { kind: 'text', text: 'Need?', exits: { next: 'hand' } },
    hand: {
      kind: 'task',
      queue: 'desk',
      priority: 'high',
      summary: 'Needs {{answers.need}}',
      exits: { next: 'need' },
    },
  });
  const requests = () => room.rows('select summary, answers from contact_requests');

  test('is one a block, however often the run comes by, and says the latest', async () => {
    await begin(again);
    await room.say('food');
    await room.say('water');
    expect(await requests()).toEqual([
      { summary: 'Needs water', answers: { need: { value: 'water', label: '' } } },
    ]);
    const [run] = await room.runRows();
    expect(
      await room.rows('select reference, queue, priority, channel, msisdn from contact_requests'),
    ).toEqual([
      { reference: run?.reference, queue: 'desk', priority: 'high', channel: 'sms', msisdn: PHONE },
    ]);
  });

  test('may be a referral to another organisation, with what was agreed to', async () => {
    await begin(
      flowOf('refer', {
        need: { kind: 'text', text: 'Need?', exits: { next: 'agree' } },
        agree: {
          kind: 'consent',
          text: 'May they know?',
          purpose: 'referral',
          version: '1',
          exits: { next: 'refer' },
        },
        refer: { kind: 'refer', organisation: 'Shelter', purpose: 'referral', answers: ['need'], exits: {} },
      }),
    );
    await room.say('a bed');
    await room.say('yes');
    expect(await room.rows('select kind, organisation, queue, answers from contact_requests')).toEqual([
      {
        kind: 'referral',
        organisation: 'Shelter',
        queue: null,
        answers: { need: { value: 'a bed', label: '' } },
      },
    ]);
  });

  test('tells which numbers had been given, also when the person begins again', async () => {
    await room.publish(
      flowOf(
        'friend',
        {
          friend: { kind: 'phone', text: 'Who?', exits: { next: 'hand' } },
          hand: { kind: 'task', summary: 'Call {{answers.friend}}', exits: { next: 'name' } },
          name: { kind: 'text', text: 'Name?' },
        },
        { settings: { resumeMinutes: 60 } },
      ),
    );
    const phone = await openPhone(room, 'friend');
    await phone.dial();
    await phone.enter('0711 000 002');
    const given = { summary: 'Call 254711000002', numbers: ['254711000002'] };
    const numbers = () => room.rows('select summary, numbers from contact_requests');
    expect(await numbers()).toEqual([given]);
    await phone.dial();
    await phone.enter('2');
    expect([await room.answers(), await numbers()]).toEqual([{ friend: null }, [given]]);
  });

  describe('of somebody who goes back', () => {
    const yesNo = (next: object) => ({
      kind: 'choice',
      options: [
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ],
      exits: next,
    });
    const care = flowOf(
      'care',
      {
        agree: {
          kind: 'consent',
          text: 'May they know?',
          purpose: 'referral',
          version: '1',
          exits: { yes: 'refer', no: 'call' },
        },
        refer: {
          kind: 'refer',
          organisation: 'Shelter',
          purpose: 'referral',
          answers: ['agree'],
          exits: { next: 'call' },
        },
        call: { ...yesNo({ yes: 'hand', no: 'end' }), text: 'Call you?' },
        hand: { kind: 'task', summary: 'Call', exits: { next: 'why' } },
        why: { kind: 'text', text: 'Why?', exits: { next: 'end' } },
        end: { kind: 'end', text: 'Bye' },
      },
      { settings: { resumeMinutes: 60 } },
    );
    const kinds = async () =>
      (await room.rows<{ kind: string }>('select kind from contact_requests order by kind')).map(
        ({ kind }) => kind,
      );
    const phoneAt = async (...entries: string[]) => {
      await room.publish(care);
      const phone = await openPhone(room, 'care');
      await phone.dial();
      for (const entry of entries) await phone.enter(entry);
      return phone;
    };

    test('stays until they come to an end without it, so that a broken line loses none', async () => {
      const phone = await phoneAt('1', '1', '0');
      expect(await kinds()).toEqual(['referral', 'task']);
      await phone.enter('0');
      await phone.enter('1');
      expect(await kinds()).toEqual(['referral', 'task']);
      await phone.enter('2');
      expect([await kinds(), await room.outcomes()]).toEqual([['referral'], ['completed']]);
    });

    test('is made anew where they come by again', async () => {
      await phoneAt('1', '1', '0', '1', 'ill');
      expect([await kinds(), await room.outcomes()]).toEqual([['referral', 'task'], ['completed']]);
    });

    test('is taken back at once from an organisation that may not know any more', async () => {
      await phoneAt('1', '1', '0', '0', '2');
      expect(await kinds()).toEqual(['task']);
    });

    test('and begins anew is taken back at the end of the new way', async () => {
      const phone = await phoneAt('1', '1');
      await phone.dial();
      for (const entry of ['2', '1']) await phone.enter(entry);
      expect(await kinds()).toEqual(['referral', 'task']);
      await phone.enter('2');
      expect(await kinds()).toEqual(['referral']);
    });

    test('stays with whoever has taken it', async () => {
      const phone = await phoneAt('1', '1', '0', '0');
      await room.pool.query('update contact_requests set taken_at = now()');
      for (const entry of ['2', '2']) await phone.enter(entry);
      expect(await kinds()).toEqual(['referral', 'task']);
    });

    test('stays when they fall silent instead', async () => {
      await phoneAt('1', '1', '0', '0', '1');
      await room.wait(120);
      expect([await kinds(), await room.outcomes()]).toEqual([['referral', 'task'], ['expired']]);
    });
  });

  test('of a flow that is called is another one, though its block has the same name', async () => {
    const hand = (summary: string) => ({ kind: 'task', summary, exits: { next: 'end' } });
    const end = { kind: 'end', text: 'Bye' };
    await room.publish(flowOf('inner', { hand: hand('Inner'), end: { kind: 'end' } }));
    const id = await room.publish(
      flowOf('outer', {
        hand: { ...hand('Outer'), exits: { next: 'into' } },
        into: { kind: 'call', flow: 'inner', exits: { next: 'end' } },
        end,
      }),
      { inner: 1 },
    );
    await room.start(await room.survey(id));
    expect(await room.rows('select block, summary from contact_requests order by summary')).toEqual([
      { block: 'inner/hand', summary: 'Inner' },
      { block: 'hand', summary: 'Outer' },
    ]);
  });

  test('stays as it was when somebody has taken it', async () => {
    await begin(again);
    await room.say('food');
    await room.pool.query('update contact_requests set taken_at = now()');
    await room.say('water');
    expect(await requests()).toMatchObject([{ summary: 'Needs food' }]);
  });
});

test('what an author did wrong is told in the log, but not what was typed; of a sensitive flow not even what', async () => {
  const wrong = (id: string, sensitive: boolean) =>
    flowOf(
      id,
      {
        to: { kind: 'text', text: 'To?', exits: { next: 'agree' } },
        agree: {
          kind: 'consent',
          text: 'Agree?',
          purpose: 'sms-follow-up',
          version: '1',
          exits: { next: 'send' },
        },
        send: { kind: 'send_sms', text: 'Hi', to: '{{answers.to}}', exits: { next: 'end' } },
        end: { kind: 'end', text: 'Thanks' },
      },
      { settings: { sensitive } },
    );
  for (const sensitive of [false, true]) {
    const id = sensitive ? 'secret' : 'open';
    await room.publish(wrong(id, sensitive));
    const around = flowOf(`around ${id}`, { call: { kind: 'call', flow: id } });
    await room.start(await room.survey(await room.publish(around, { [id]: 1 })));
    await room.say('my sister');
    await room.say('yes');
  }
  expect(room.warnings.map(({ facts }) => [facts.block, typeof facts.err])).toEqual([
    ['send', 'string'],
    ['send', 'undefined'],
  ]);
  expect(JSON.stringify(room.warnings)).not.toContain('my sister');
});
