import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../document/blocks.ts';
import { type Condition, operators, type Value } from '../document/condition.ts';
import { type Flow, limits } from '../document/flow.ts';
import type { RunEvent } from './event.ts';
import { FlowNotRunnable } from './flow-not-runnable.ts';
import { prepareFlow } from './prepare-flow.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import type { RunState } from './state.ts';
import { type Stepped, step } from './step.ts';

const ids = ['a', 'b', 'c', 'd', 'e', '__proto__', 'constructor'];
const keys = ['k1', 'k2', 'k3', 'ujumbe.invalid'];
const names = ['x', 'y', 'constructor'];
const id = fc.constantFrom(...ids);
const key = fc.constantFrom(...keys);
const name = fc.constantFrom(...names);

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
);
const cel = fc.constantFrom(
  'answers.x > 3',
  'has(answers.x) && answers.x == "1"',
  'vars.y + 1',
  'vars.y + vars.y',
  '"a" + string(answers.x)',
  'answers.x.map(each, each + each)',
  '1 / 0',
  'today < "2026-12-01"',
  'now.getHours() > 12',
  'answers.x',
);
const field = fc.constantFrom(
  'answers.x',
  'answers.a',
  'vars.y',
  'contact.x',
  'params.x',
  'channel',
  'today',
);
const condition = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.record({ field, op: fc.constantFrom(...operators), value }),
    fc.record({ cel: fc.constantFrom('answers.x > 3', 'has(vars.y)', 'vars.y == "1"', 'channel == "sms"') }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 2 }) }),
    fc.record({ not: tie('condition') }),
  ),
})).condition;

const exits = fc.dictionary(
  fc.constantFrom(
    'next',
    'skip',
    'error',
    'else',
    'invalid',
    'timeout',
    'yes',
    'no',
    'promoter',
    'v1',
    '__proto__',
  ),
  id,
);
const option = fc.record(
  { value: fc.constantFrom('v1', 'v2', 'en', 'fr'), label: key, when: condition },
  { requiredKeys: ['value', 'label'] },
);
const options = fc.array(option, { minLength: 1, maxLength: 12 });
const template = fc.constantFrom(
  '',
  'hi {{answers.x | upper}}',
  '{{vars.y}}',
  '{{contact.x | title | date}}',
  '+254700000001',
);
const asked = { text: key, answer: name, optional: fc.boolean() };
const optionally = (
  kind: Block['kind'],
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  required: readonly string[],
) => {
  const all: Record<string, fc.Arbitrary<unknown>> = { kind: fc.constant(kind), exits, ...fields };
  return fc.record(all, { requiredKeys: ['kind', ...required] });
};

const block = fc.oneof(
  optionally('message', { text: key }, ['text']),
  optionally('choice', { ...asked, options, sets: fc.constant('language') }, ['text', 'options']),
  optionally('choices', { ...asked, options, min: fc.nat(3), max: fc.nat(3) }, ['text', 'options']),
  optionally('number', { ...asked, min: fc.integer(), max: fc.integer(), decimals: fc.nat(6) }, ['text']),
  optionally('text', { ...asked, pattern: fc.constantFrom('digits', 'name', 'email', 'national-id') }, [
    'text',
  ]),
  optionally('date', { ...asked, min: fc.constant('today-99999'), max: fc.constant('today+99999') }, [
    'text',
  ]),
  optionally('phone', { ...asked, country: fc.constantFrom('KE', 'XX') }, ['text']),
  optionally('nps', asked, ['text']),
  optionally(
    'consent',
    { text: key, purpose: fc.constantFrom('p', 'sms-follow-up', '__proto__'), version: fc.constant('1') },
    ['text', 'purpose', 'version'],
  ),
  optionally(
    'branch',
    {
      cases: fc.array(fc.record({ when: condition, exit: fc.constantFrom('next', 'v1') }), { maxLength: 3 }),
    },
    ['cases'],
  ),
  optionally(
    'set',
    {
      values: fc.dictionary(
        fc.constantFrom('vars.y', 'answers.x', 'contact.x', 'language', 'vars.constructor'),
        fc.oneof(value, fc.record({ cel })),
      ),
    },
    ['values'],
  ),
  optionally('call', { flow: fc.constantFrom('main', 'other', 'none') }, ['flow']),
  optionally(
    'http',
    {
      url: template,
      body: fc.jsonValue(),
      headers: fc.dictionary(fc.constantFrom('X-A', 'X-B'), template),
      save: fc.dictionary(name, fc.constantFrom('a', 'a.b', 'a.0.b', '__proto__.x')),
    },
    ['url'],
  ),
  optionally('send_sms', { text: key, to: template }, ['text']),
  optionally('task', { summary: template, answers: fc.array(name) }, []),
  optionally(
    'refer',
    { organisation: fc.constant('o'), purpose: fc.constant('p'), answers: fc.array(name) },
    ['organisation', 'purpose', 'answers'],
  ),
  optionally('group', { join: fc.array(name), leave: fc.array(name) }, []),
  optionally('end', { text: key, outcome: fc.constantFrom('completed', 'declined') }, []),
) as fc.Arbitrary<Block>;

const text = fc.oneof(
  fc.constantFrom('', 'Hello', '{{answers.x}} and {{vars.y | upper}}', '{{answers.x.label}}', 'سؤال؟'),
  fc.string({ maxLength: 300 }).map((each) => each.replaceAll('{', '(')),
);
const flow = (flowId: string): fc.Arbitrary<Flow> =>
  fc.record({
    format: fc.constant(1 as const),
    id: fc.constant(flowId),
    languages: fc.constantFrom<Flow['languages']>(['en'], ['en', 'fr'], ['ar', 'sw'], ['wo']),
    entry: fc.constant('a'),
    settings: fc.record(
      {
        sensitive: fc.boolean(),
        tries: fc.integer({ min: 1, max: 3 }),
        menu: fc.constantFrom('a', 'b'),
        onExpire: fc.constantFrom('a', 'b'),
        keys: fc.record({ back: fc.constantFrom('0', '#', '1'), more: fc.constantFrom('98', '9') }),
      },
      { requiredKeys: [] },
    ),
    // Most blocks lead somewhere that exists: a flow that may not run at all tells nothing about steps.
    blocks: fc
      .tuple(block, block, block, block, block, block, block)
      .map((blocks) => Object.fromEntries(blocks.map((each, index) => [ids[index] ?? '', each]))),
    texts: fc.record(
      Object.fromEntries(
        keys.map((each) => [each, fc.record({ en: text, fr: text }, { requiredKeys: ['en'] })]),
      ),
    ) as fc.Arbitrary<Flow['texts']>,
  });

const channel = fc.constantFrom('ussd' as const, 'sms' as const);
const entered = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '1',
      '2',
      '3',
      '0',
      '00',
      '98',
      '#',
      '0#',
      'v1',
      '1 2',
      '٣',
      'yes',
      '31/12/2026',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('HELP', 'skip', 'français', '0700000001', 'a@example.org', '12.5'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.constant('\ud800\u0001'.repeat(3000)) },
);
const event: fc.Arbitrary<RunEvent> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant('input' as const), text: entered }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('remind' as const, 'expire' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('resume' as const), channel }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('http_result' as const),
      status: fc.constantFrom(null, 200, 404),
      body: fc.oneof(fc.jsonValue(), fc.constantFrom({ a: { b: 'x' } }, { a: ['1', 2, null] }, null, 'text')),
    }),
  },
);
const start = fc.record({
  type: fc.constant('start' as const),
  channel,
  language: fc.constantFrom(null, 'fr', 'sw-KE', '__proto__'),
  facts: fc.record({
    reference: fc.constant('AB12'),
    msisdn: fc.constant('254700000001'),
    country: fc.constantFrom('KE', 'XX'),
    contact: fc.dictionary(name, value),
    params: fc.dictionary(name, value),
  }),
});

function prepared(main: Flow, other: Flow): PreparedFlow | null {
  try {
    return prepareFlow(main, { other });
  } catch (error) {
    if (error instanceof FlowNotRunnable) return null;
    throw error;
  }
}

function play(
  flow: PreparedFlow,
  events: readonly RunEvent[],
  kept: (state: RunState) => RunState,
): Stepped[] {
  const steps: Stepped[] = [];
  let state: RunState | null = null;
  for (const [index, event] of events.entries()) {
    const stepped = step(flow, state, event, { now: 1_795_000_000_000 + index });
    steps.push(stepped);
    state = kept(stepped.state);
  }
  return steps;
}

const writtenDown = (state: RunState) => JSON.parse(JSON.stringify(state)) as RunState;

describe('any flow, whatever happens to it', { timeout: 60_000 }, () => {
  const runs = fc.tuple(flow('main'), flow('other'), start, fc.array(event, { minLength: 3, maxLength: 25 }));

  it('never throws, stays within its limits and knows where it stands', () => {
    let runnable = 0;
    fc.assert(
      fc.property(runs, ([main, other, begin, events]) => {
        const flow = prepared(main, other);
        if (flow === null) return;
        runnable += 1;
        for (const { state, effects } of play(flow, [begin, ...events], (each) => each)) {
          expect((state.wait === null) === (state.outcome !== null)).toBe(true);
          expect(JSON.stringify(state)).not.toMatch(/\\u(?:d[89a-f]|0000)/);
          expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThanOrEqual(limits.stateOctets);
          expect(state.frames.length).toBeLessThanOrEqual(limits.depth);
          const ends = effects.filter(({ kind }) => kind === 'end');
          expect(ends.length).toBe(state.outcome !== null && effects.length > 0 ? 1 : 0);
          for (const effect of effects) {
            if (effect.kind === 'error')
              expect(effect.message).not.toMatch(/Cannot read|not a function|not iterable/);
          }
          if (state.channel === 'ussd') {
            const shown = effects.filter((effect) => effect.kind === 'show');
            expect(shown.length).toBeLessThanOrEqual(1);
            for (const { text, last } of shown) {
              if (last) expect(text.trim()).not.toBe('');
              expect(last).toBe(state.outcome !== null);
            }
          }
        }
      }),
      { numRuns: 800 },
    );
    expect(runnable).toBeGreaterThan(250);
  });

  it('gives the same again when it is played again, also from states that were written down', () => {
    fc.assert(
      fc.property(runs, ([main, other, begin, events]) => {
        const flow = prepared(main, other);
        if (flow === null) return;
        const once = play(flow, [begin, ...events], (state) => state);
        const again = play(flow, [begin, ...events], writtenDown);
        expect(JSON.stringify(again)).toBe(JSON.stringify(once));
      }),
      { numRuns: 300 },
    );
  });

  it('ends, wherever it stands, once nobody is there any more', () => {
    fc.assert(
      fc.property(runs, ([main, other, begin, events]) => {
        const flow = prepared(main, other);
        if (flow === null) return;
        for (const { state } of play(flow, [begin, ...events], (each) => each)) {
          if (state.outcome !== null) continue;
          let { state: left } = step(flow, state, { type: 'expire' }, { now: 1 });
          for (let call = 0; left.wait?.kind === 'http' && call < limits.callsInARow; call++) {
            left = step(flow, left, { type: 'http_result', status: 200, body: {} }, { now: 1 }).state;
          }
          expect(left.outcome).not.toBeNull();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never throws for a state of another version of the flow', () => {
    fc.assert(
      fc.property(runs, flow('main'), ([main, other, begin, events], edited) => {
        const before = prepared(main, other);
        const after = prepared(edited, other);
        if (before === null || after === null) return;
        const state = play(before, [begin, ...events.slice(0, 3)], writtenDown).at(-1)?.state ?? null;
        for (const event of events) expect(step(after, state, event, { now: 1 }).state).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});
