import { expect, test } from 'vitest';
import { play } from '../../test/play.ts';
import type { Flow } from '../document/flow.ts';
import { describeEffect } from './describe-effect.ts';
import { prepareFlow } from './prepare-flow.ts';

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

test('what a step asks of the world is said in words', () => {
  const { turns } = play(prepareFlow(everything, {}), {
    channel: 'sms',
    entries: ['3', '1', 'nobody hears this'],
    services: [{ status: 200, body: { sky: { now: 'clear' } } }],
  });
  expect(turns.map(({ effects }) => effects.flatMap((effect) => describeEffect(effect) ?? []))).toEqual([
    ['GET https://weather.example/254700000001', 'contact.seen = true', 'groups: joins farmers, leaves new'],
    ['ask = 3', 'SMS to 254700000001: Plots: 3'],
    [
      'agree = "yes"',
      'consent to p (1): given',
      'referral to Co-op: ask',
      'task of urgent priority for field: Plot 3',
      'end: completed',
    ],
  ]);
});

test('a service that does not answer goes wrong where it is asked', () => {
  const { turns } = play(prepareFlow(everything, {}), { channel: 'ussd', entries: [] });
  const said = turns.flatMap(({ effects }) => effects.flatMap((effect) => describeEffect(effect) ?? []));
  expect(said).toContainEqual(expect.stringMatching(/^error at weather: /));
});
