import { expect, test } from 'vitest';
import type { Flow } from '../document/flow.ts';
import { prepareFlow } from '../engine/prepare-flow.ts';
import { play } from './play.ts';
import { writeTranscript } from './write-transcript.ts';

const everything: Flow = {
  format: 1,
  id: 'everything',
  languages: ['en'],
  entry: 'weather',
  blocks: {
    weather: {
      kind: 'http',
      url: 'https://weather.example/{{session.msisdn}}',
      save: { sky: 'sky.now' },
      exits: { next: 'tell' },
    },
    tell: { kind: 'set', values: { 'contact.seen': true }, exits: { next: 'join' } },
    join: { kind: 'group', join: ['farmers'], leave: ['new'], exits: { next: 'ask' } },
    ask: { kind: 'number', text: 'ask', exits: { next: 'sms' } },
    sms: { kind: 'send_sms', text: 'sms', exits: { next: 'agree' } },
    agree: { kind: 'consent', text: 'agree', purpose: 'p', version: '1', exits: { yes: 'refer', no: 'end' } },
    refer: { kind: 'refer', organisation: 'Co-op', purpose: 'p', answers: ['ask'], exits: { next: 'task' } },
    task: {
      kind: 'task',
      priority: 'urgent',
      queue: 'field',
      summary: 'Plot {{answers.ask}}',
      exits: { next: 'end' },
    },
    end: { kind: 'end', text: 'end' },
  },
  texts: {
    ask: { en: 'It is {{vars.sky}}.\nHow many plots?' },
    sms: { en: 'Plots: {{answers.ask}}' },
    agree: { en: 'May we tell the co-op?' },
    end: { en: 'Bye' },
  },
};

test('a transcript shows what was said, entered and done', () => {
  const played = play(prepareFlow(everything, {}), {
    channel: 'sms',
    entries: [{ silence: 'remind' }, { comesBack: 'ussd' }, '3', '1', 'nobody hears this'],
    services: [{ status: 200, body: { sky: { now: 'clear' } } }],
  });
  expect(played.turns).toHaveLength(5);
  expect(writeTranscript(played)).toMatchInlineSnapshot(`
    "* GET https://weather.example/254700000001

    * contact.seen = true

    * groups: joins farmers, leaves new

    < It is clear.
    < How many plots?

    > (says nothing, and is reminded)

    < We are still happy to have your answer.
    < It is clear.
    < How many plots?

    > (comes back, on USSD)

    < It is clear.
    < How many plots?

    > 3

    * ask = 3

    * SMS to 254700000001: Plots: 3

    < May we tell the co-op?
    < 1 Yes
    < 2 No
    < 0 Back

    > 1

    * agree = "yes"

    * consent to p (1): given

    * referral to Co-op: ask

    * task of urgent priority for field: Plot 3

    < Bye

    * end: completed
    "
  `);
});

test('a service that is not said does not answer, and silence ends a conversation', () => {
  const played = play(prepareFlow(everything, {}), { channel: 'ussd', entries: [{ silence: 'expire' }] });
  expect(played.turns.flatMap(({ effects }) => effects.map(({ kind }) => kind))).toContain('error');
  expect(played.state.outcome).toBe('expired');
  expect(writeTranscript(played)).toContain('> (says nothing any more)');
});

test('a conversation that is not over says so', () => {
  expect(writeTranscript(play(prepareFlow(everything, {}), { channel: 'sms', entries: [] }))).toContain(
    'The conversation is still open.',
  );
});
