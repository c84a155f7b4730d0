import { expect, test } from 'vitest';
import { caseTime, flowOf, standardFacts } from '../blocks/play-case.fixture.ts';
import { isSensitiveRun } from './is-sensitive-run.ts';
import { prepareFlow } from './prepare-flow.ts';
import { step } from './step.ts';

const screening = flowOf('screening', {
  settings: { sensitive: true },
  blocks: { result: { kind: 'text', text: 'Result?', exits: { next: 'back' } }, back: { kind: 'end' } },
});
const menu = flowOf('menu', {
  blocks: {
    who: { kind: 'text', text: 'Who?', exits: { next: 'ask' } },
    ask: { kind: 'call', flow: 'screening', exits: { next: 'send' } },
    send: { kind: 'send_sms', text: 'See you', exits: { next: 'last' } },
    last: { kind: 'text', text: 'Anything else?', exits: { next: 'end' } },
    end: { kind: 'end' },
  },
});

test('a run is sensitive from the sensitive flow it calls on, and sends no SMS without consent', () => {
  const prepared = prepareFlow(menu, { screening });
  const begin = { type: 'start', channel: 'ussd', language: null, facts: standardFacts } as const;
  let stepped = step(prepared, null, begin, { now: caseTime });
  const sensitive = [isSensitiveRun(prepared, stepped.state)];
  for (const text of ['Amina', 'negative', 'no']) {
    stepped = step(prepared, stepped.state, { type: 'input', text }, { now: caseTime });
    sensitive.push(isSensitiveRun(prepared, stepped.state));
    expect(stepped.effects.filter(({ kind }) => kind === 'sms')).toEqual([]);
  }
  expect(sensitive).toEqual([false, true, true, true]);
  expect(stepped.state.outcome).toBe('completed');
});
