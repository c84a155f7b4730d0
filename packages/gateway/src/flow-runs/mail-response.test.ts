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
