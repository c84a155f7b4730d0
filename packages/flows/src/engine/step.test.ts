import { describe, expect, it } from 'vitest';
import {
  type Case,
  caseTime,
  flowOf,
  playCase,
  preparedCase,
  standardFacts,
} from '../blocks/play-case.fixture.ts';
import { askedQuestion } from './asked-question.ts';
import { FlowNotRunnable } from './flow-not-runnable.ts';
import { prepareFlow } from './prepare-flow.ts';
import cases from './step.cases.json' with { type: 'json' };
import { type Stepped, step } from './step.ts';

describe('step', () => {
  it.each(cases as unknown as readonly Case[])('$name', (one) => {
    for (const { effects, expected } of playCase(one)) {
      expect(effects).toMatchObject(expected);
      expect(effects).toHaveLength(expected.length);
    }
  });

  it('fails what does not begin with a start', () => {
    const prepared = preparedCase({ name: '', blocks: { a: { kind: 'end' } }, start: [] });
    const { state, effects } = step(prepared, null, { type: 'input', text: '1' }, { now: caseTime });
    expect(state).toMatchObject({ outcome: 'failed', wait: null });
    expect(effects[0]).toMatchObject({ kind: 'error', message: expect.stringContaining('start') });
  });

  it('cuts what is filled into a text, so that a question still fits its messages', () => {
    const one: Case = {
      name: '',
      channel: 'sms',
      blocks: {
        a: { kind: 'text', text: 'A?', exits: { next: 'b' } },
        b: { kind: 'text', text: '{{answers.a}} B?' },
      },
      start: [],
      steps: [['ŵ'.repeat(1600), []]],
    };
    const { effects } = playCase(one).at(-1) ?? {};
    expect(effects?.at(-1)).toMatchObject({ kind: 'show', text: `${'ŵ'.repeat(300)}... B?` });
  });

  it('leaves the state it is given as it was', () => {
    const prepared = preparedCase({
      name: '',
      blocks: { a: { kind: 'text', text: 'A?', exits: { next: 'a' } } },
      start: [],
    });
    const facts = standardFacts;
    const first = step(
      prepared,
      null,
      { type: 'start', channel: 'ussd', language: null, facts },
      { now: caseTime },
    );
    const before = JSON.stringify(first.state);
    step(prepared, first.state, { type: 'input', text: 'one' }, { now: caseTime });
    expect(JSON.stringify(first.state)).toBe(before);
  });

  it('keeps an answer with when and where it was given', () => {
    const one: Case = {
      name: '',
      blocks: { a: { kind: 'nps', text: 'A?', exits: { next: 'b' } }, b: { kind: 'number', text: 'B?' } },
      start: [],
      steps: [['9', []]],
    };
    const { state } = playCase(one).at(-1) ?? {};
    expect(state?.answers).toEqual({ a: { value: 9, label: '', raw: '9', block: 'a', at: caseTime } });
    expect(state && askedQuestion(preparedCase(one), state)).toMatchObject({ block: 'b', name: 'b' });
  });

  it('ends a run that outgrows its state, and keeps what was there', () => {
    const ask = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `q${index}`,
        { kind: 'text' as const, text: 'Q?', exits: { next: `q${(index + 1) % 40}` } },
      ]),
    );
    const entry = '\u{1f30d}'.repeat(1000);
    const played = playCase({
      name: '',
      channel: 'sms',
      blocks: ask,
      start: [],
      steps: Array.from({ length: 20 }, () => [entry, []] as const),
    });
    for (const { state } of played) expect(octetsOf(state)).toBeLessThanOrEqual(65_536);
    const { state } = played.at(-1) ?? {};
    expect(state?.outcome).toBe('failed');
    expect(Object.keys(state?.answers ?? {}).length).toBeGreaterThan(3);
    const ended = played.find(({ effects }) => effects.some(({ kind }) => kind === 'end'));
    expect(ended?.effects.map(({ kind }) => kind)).toEqual(['answer', 'asked', 'error', 'show', 'end']);
  });

  it('says no more at once than anybody reads, and shortens what answers make too long', () => {
    const { state, effects } = playCase({
      name: '',
      channel: 'sms',
      texts: { long: { en: '{{contact.note}}'.repeat(5) } },
      facts: { contact: { note: 'word '.repeat(300) } },
      blocks: { a: { kind: 'message', text: 'long', exits: { next: 'a' } } },
      start: [],
    }).at(-1) as Stepped;
    expect(state.outcome).toBe('failed');
    const shown = effects.flatMap((effect) => (effect.kind === 'show' ? [effect.text] : []));
    expect(shown.join('').length).toBeLessThanOrEqual(12_010);
    expect(effects[0]).toMatchObject({ kind: 'error', message: expect.stringContaining('said at once') });
  });

  it('ends a run whose author lets one step work out too much', () => {
    const cel = 'vars.l.exists(x, (x + x + x + x + x + x + x + x).contains("zz"))';
    const cases = Array.from({ length: 50 }, () => ({ when: { cel }, exit: 'found' }));
    const branches = Object.fromEntries(
      Array.from({ length: 90 }, (_, at) => [
        `b${at}`,
        { kind: 'branch' as const, cases, exits: { else: `b${at + 1}`, found: 'last', error: `b${at + 1}` } },
      ]),
    );
    const l = Array.from({ length: 50 }, () => 'x'.repeat(200));
    const blocks = { begin: { kind: 'set' as const, values: { 'vars.l': l }, exits: { next: 'b0' } } };
    const { state, effects } = playCase({
      name: '',
      channel: 'sms',
      blocks: { ...blocks, ...branches, b90: { kind: 'end' }, last: { kind: 'end' } },
      start: [],
    }).at(-1) as Stepped;
    expect(state.outcome).toBe('failed');
    expect(effects.map(({ kind }) => kind)).toEqual(['error', 'show', 'end']);
    expect(effects[0]).toMatchObject({ message: expect.stringContaining('take too long') });
  });

  it('begins with as much as is known, unless that is too much to keep', () => {
    const prepared = preparedCase({ name: '', blocks: { a: { kind: 'text', text: 'A?' } }, start: [] });
    const facts = { ...standardFacts, contact: { note: 'x'.repeat(70_000) } };
    const { state } = step(
      prepared,
      null,
      { type: 'start', channel: 'sms', language: null, facts },
      { now: caseTime },
    );
    expect(octetsOf(state)).toBeLessThanOrEqual(65_536);
    expect(state.outcome).toBe('failed');
  });
});

describe('prepareFlow', () => {
  const refused: readonly [string, Parameters<typeof flowOf>[1], RegExp][] = [
    [
      'an exit into nothing',
      { blocks: { a: { kind: 'end', exits: { next: 'b' } } } },
      /block a: exit next .*"b"/,
    ],
    [
      'a field there is not',
      { blocks: { a: { kind: 'task', summary: '{{answer.x}}' } } },
      /no field "answer.x"/,
    ],
    [
      'a filter there is not',
      { blocks: { a: { kind: 'task', summary: '{{channel | shout}}' } } },
      /no filter "shout"/,
    ],
    [
      'a text that is missing',
      { blocks: { a: { kind: 'end', text: 'a' } }, texts: { a: {} } },
      /no text "a"/,
    ],
    ['a flow that is missing', { blocks: { a: { kind: 'call', flow: 'b' } } }, /no flow "b"/],
    ['a menu that is missing', { blocks: { a: { kind: 'end' } }, settings: { menu: 'b' } }, /"b"/],
    [
      'matches',
      { blocks: { a: { kind: 'branch', cases: [{ exit: 'x', when: { cel: 'channel.matches("s")' } }] } } },
      /matches/,
    ],
  ];

  it.each(refused)('refuses %s', (_, fragment, message) => {
    const prepare = () => prepareFlow(flowOf('case', fragment), {});
    expect(prepare).toThrow(FlowNotRunnable);
    expect(prepare).toThrow(message);
  });
});

function octetsOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
