import type { Block, Flow } from '@ujumbe/flows';
import { describe, expect, test } from 'vitest';
import { checkSurveyPolicy, surveyFacts } from './check-survey-policy.ts';
import { policyOf } from './policy-of.ts';

const agree: Block = {
  kind: 'consent',
  text: 't',
  purpose: 'survey',
  version: '1',
  exits: { yes: 'score', no: 'bye' },
};
const blocks: Record<string, Block> = {
  agree,
  score: { kind: 'nps', text: 't', exits: { next: 'bye' } },
  bye: { kind: 'end' },
};

function flow(more: Record<string, Block>, entry: string, settings: Flow['settings'] = {}): Flow {
  return {
    format: 1,
    id: 'visit',
    languages: ['en'],
    entry,
    settings,
    blocks: { ...blocks, ...more },
    texts: {},
  };
}

function codes(country: string, document: Flow): string[] {
  return checkSurveyPolicy(policyOf(country), surveyFacts(document)).map(
    ({ severity, code, path }) => `${severity} ${code} ${path}`,
  );
}

describe('consent first', () => {
  test('is met by a consent', () => expect(codes('KE', flow({}, 'agree'))).toEqual([]));

  test('may follow a greeting and the choice of a language', () => {
    const hello: Block = { kind: 'message', text: 't', exits: { next: 'language' } };
    const language: Block = {
      kind: 'choice',
      text: 't',
      sets: 'language',
      options: [{ value: 'en', label: 't' }],
      exits: { next: 'agree' },
    };
    expect(codes('SN', flow({ hello, language }, 'hello'))).toEqual([]);
  });

  test('is missed by a question before it', () => {
    expect(codes('KE', flow({}, 'score'))).toEqual(['error policy-consent-first /blocks/score']);
  });

  test('is asked on every way', () => {
    const fork: Block = {
      kind: 'branch',
      cases: [{ when: { cel: 'true' } as never, exit: 'known' }],
      exits: { known: 'score', else: 'agree' },
    };
    expect(codes('KE', flow({ fork }, 'fork'))).toEqual(['error policy-consent-first /blocks/score']);
  });

  test('must be heeded', () => {
    expect(codes('KE', flow({ agree: { ...agree, exits: { next: 'score' } } as Block }, 'agree'))).toEqual([
      'error policy-consent-heeded /blocks/agree',
    ]);
  });

  test('of a flow that is called is for people to see', () => {
    expect(
      codes('KE', flow({ sub: { kind: 'call', flow: 'other', exits: { next: 'score' } } }, 'sub')),
    ).toEqual(['warning policy-consent-first /blocks/sub']);
  });

  test('is not demanded where no rules are written down', () =>
    expect(codes('TZ', flow({}, 'score'))).toEqual([]));
});

describe('times', () => {
  test('a run must end with the silence that is allowed', () => {
    expect(codes('KE', flow({}, 'agree', { expireAfterMinutes: 2881 }))).toEqual([
      'error policy-silence /settings/expireAfterMinutes',
    ]);
    for (const country of ['SN', 'TZ'])
      expect(codes(country, flow({}, 'agree', { expireAfterMinutes: 4321 }))).toEqual([
        'warning policy-silence /settings/expireAfterMinutes',
      ]);
  });

  test('a reminder after that is never sent', () => {
    expect(codes('KE', flow({}, 'agree', { remindAfterMinutes: [60, 2880] }))).toEqual([
      'warning policy-late-reminder /settings/remindAfterMinutes/1',
    ]);
  });

  test('reminders are counted', () => {
    const strict = { ...policyOf('KE'), survey: { ...policyOf('KE').survey, maxReminders: 1 } };
    const found = checkSurveyPolicy(
      strict,
      surveyFacts(flow({}, 'agree', { remindAfterMinutes: [60, 120] })),
    );
    expect(found.map(({ code }) => code)).toEqual(['policy-reminders']);
  });
});

test('a flow that runs in circles without a question ends the search', () => {
  const circle: Block = { kind: 'message', text: 't', exits: { next: 'circle' } };
  expect(surveyFacts(flow({ circle }, 'circle')).firstQuestions).toEqual([]);
});
