import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Survey } from '#core/directory.ts';
import { type FlowRoom, flowOf, openFlowRoom, PHONE } from './test-room.ts';

let room: FlowRoom;

const visit = flowOf('visit', {
  score: { kind: 'nps', text: 'Score?', exits: { next: 'reason' } },
  reason: { kind: 'text', text: 'Why?', exits: { next: 'end' } },
  end: { kind: 'end', text: 'Thanks' },
});

beforeEach(async () => {
  room = await openFlowRoom();
});
afterEach(() => room.close());

const begin = async (more: Partial<Survey>) =>
  room.start(await room.survey(await room.publish(visit), { name: 'Visits', ...more }), PHONE, {
    srcSystem: 'CRM',
  });
type Mail = { recipients: string[]; subject: string; body_text: string; run_id: string };
const mails = () => room.rows<Mail>('select * from emails');
const emails = ['officer@ngo.example', 'desk@ngo.example'];

describe('the mail about a response', () => {
  test('is owed when the survey is over, and told of then', async () => {
    await begin({ emails });
    await room.say('9');
    expect([await mails(), room.mails.told]).toEqual([[], 0]);
    await room.say('Kind people');
    const [run] = await room.runRows();
    const all = await mails();
    expect(all).toMatchObject([{ recipients: emails, run_id: run?.id }]);
    expect(room.mails.told).toBe(1);
    const [mail] = all;
    expect(mail?.subject).toContain('Visits');
    for (const said of ['Score?', '9', 'Why?', 'Kind people', 'CRM', run?.reference])
      expect(mail?.body_text).toContain(said);
  });

  test('is owed for what was answered before too much silence', async () => {
    await begin({ emails });
    await room.say('9');
    await room.wait(48 * 60);
    expect(await room.outcomes()).toEqual(['expired']);
    const [mail] = await mails();
    expect(mail?.body_text).toContain('Score?');
    expect(mail?.body_text).not.toContain('Why?');
  });

  test.each([
    [true, `+${PHONE}`, 'contact 12'],
    [false, 'contact 12', PHONE],
  ])('names the number only where its survey says so: %s', async (showNumbers, there, missing) => {
    await begin({ emails, showNumbers });
    for (const text of ['9', 'Kind people']) await room.say(text);
    const [mail] = await mails();
    expect(mail?.body_text).toContain(there);
    expect(JSON.stringify(mail)).not.toContain(missing);
  });

  test('is not owed without addresses, and not without an answer', async () => {
    await begin({ emails: [] });
    for (const text of ['9', 'Kind people']) await room.say(text);
    await begin({ name: 'silent', emails });
    await room.wait(48 * 60);
    expect([await room.outcomes(), await mails(), room.mails.told]).toEqual([
      ['completed', 'expired'],
      [],
      0,
    ]);
  });

  test.each([
    ['STOP', 'opted_out', 'wants no more messages', (_: Survey) => room.say('STOP')],
    ['a new start', 'restarted', 'begun anew', (survey: Survey) => room.start(survey)],
  ])('is owed for what was answered before %s', async (_, outcome, words, end) => {
    const survey = await room.survey(await room.publish(visit), { emails });
    await room.start(survey);
    await room.say('9');
    await end(survey);
    expect([(await room.outcomes())[0], room.mails.told]).toEqual([outcome, 1]);
    const all = await mails();
    expect(all.map(({ body_text }) => [body_text.includes('Score?'), body_text.includes(words)])).toEqual([
      [true, true],
    ]);
  });

  test.each([
    [false, false, false],
    [true, false, true],
    [true, true, false],
  ])(
    'names a number that was given as an answer as it names its person: %s, sensitive %s',
    async (showNumbers, sensitive, isShown) => {
      const inner = flowOf(
        'inner',
        {
          friend: { kind: 'phone', text: 'Who?', exits: { next: 'copy' } },
          copy: { kind: 'set', values: { 'answers.copy': { cel: '"her " + answers.friend' } }, exits: {} },
        },
        { settings: { sensitive } },
      );
      const outer = flowOf('outer', {
        call: { kind: 'call', flow: 'inner', exits: { next: 'end' } },
        end: { kind: 'end', text: 'Thanks' },
      });
      await room.publish(inner);
      const flowId = await room.publish(outer, { inner: 1 });
      await room.start(await room.survey(flowId, { emails, showNumbers }));
      await room.say('0711 000 002');
      expect(await room.answers()).toEqual({ friend: '254711000002', copy: 'her 254711000002' });
      const [mail] = await mails();
      const told = JSON.stringify(mail);
      expect(told).toContain('Who?');
      expect([told.includes('254711000002'), told.includes('0711 000 002'), told.includes(PHONE)]).toEqual(
        Array(3).fill(isShown),
      );
      expect(told.includes('contact 12')).toBe(!isShown);
    },
  );

  test('names no number of a flow of which an old version was sensitive', async () => {
    await room.publish({ ...visit, settings: { sensitive: true } });
    await begin({ emails, showNumbers: true });
    for (const text of ['9', 'Kind people']) await room.say(text);
    const all = await mails();
    expect([all.length, JSON.stringify(all).includes(PHONE)]).toEqual([1, false]);
  });

  test('is owed once, though last words are sent later', async () => {
    await begin({ emails });
    await room.say('9');
    await room.setBalance(0);
    await room.say('Kind people');
    await room.setBalance(1);
    await room.wait(5);
    expect([(await room.texts()).at(-1), (await mails()).length]).toEqual(['Thanks', 1]);
  });
});
