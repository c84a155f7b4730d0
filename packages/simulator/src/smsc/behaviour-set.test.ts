import { expect, it } from 'vitest';
import { BehaviourSet, readBehaviourChange } from './behaviour-set.ts';
import type { SubmitFacts, SubmitPlan } from './behaviours/behaviour.ts';
import { behaviours } from './behaviours/registry.ts';

const submit = (to: string): SubmitFacts => ({ systemId: 'esme', from: 'UJUMBE', to, part: null });
const newSet = (random = () => 0.5, now = () => 0): BehaviourSet => new BehaviourSet({ random, now });
const planFor = (set: BehaviourSet, to = '254700000001'): SubmitPlan => set.planFor(submit(to));

it.each(behaviours.map(({ name, example, scope }) => ({ name, example, scope })))(
  'takes the example of $name and gives it back',
  ({ name, example }) => {
    const set = newSet();
    set.replace({ global: { [name]: example } });
    expect(set.describe()).toEqual({ global: { [name]: example }, prefixes: {} });
  },
);

it('lets the longest prefix win and inherits what the prefix does not set', () => {
  const set = newSet();
  set.replace({
    global: { latency: 10, finalState: 'EXPIRED' },
    prefixes: { '2547': { latency: 20 }, '254711': { latency: 30 } },
  });
  expect(planFor(set, '255700000001')).toMatchObject({ answerAfterMs: 10, stat: 'EXPIRED' });
  expect(planFor(set, '254700000001')).toMatchObject({ answerAfterMs: 20, stat: 'EXPIRED' });
  expect(planFor(set, '254711000001')).toMatchObject({ answerAfterMs: 30, stat: 'EXPIRED' });
});

it('changes one setting and keeps the counters of the others', () => {
  const set = newSet();
  set.change({ errors: { status: 'ESME_RSYSERR', times: 1 } });
  expect(planFor(set).status).toBe(8);
  set.change({ latency: 5 });
  expect(planFor(set)).toMatchObject({ status: 0, answerAfterMs: 5 });
  set.change({ latency: null });
  expect(planFor(set).answerAfterMs).toBe(0);
});

it('shares global counters with the prefixes that inherit them', () => {
  const set = newSet();
  set.replace({ global: { errors: { status: 8, times: 1 } }, prefixes: { '2547': { latency: 1 } } });
  expect(planFor(set, '254700000001').status).toBe(8);
  expect(planFor(set, '255700000001').status).toBe(0);
});

it('applies all of a tree or nothing', () => {
  const set = newSet();
  set.change({ latency: 7 });
  expect(() => set.replace({ global: { latency: 1 }, prefixes: { '2547': { latency: -1 } } })).toThrow(
    'prefixes.2547.latency',
  );
  expect(set.describe().global).toEqual({ latency: 7 });
});

it('throttles above the rate and recovers as time passes', () => {
  let time = 0;
  const set = newSet(
    () => 0.5,
    () => time,
  );
  set.change({ throttle: { perSecond: 2 } });
  const statuses = [planFor(set), planFor(set), planFor(set)].map(({ status }) => status);
  expect(statuses).toEqual([0, 0, 0x58]);
  time = 500;
  expect([planFor(set).status, planFor(set).status]).toEqual([0, 0x58]);
});

it('draws delays from the whole range', () => {
  const draws = [0, 0.5, 0.999999];
  const set = newSet(() => draws.shift() ?? 0);
  set.change({ receiptDelay: { min: 100, max: 200 } });
  expect([planFor(set), planFor(set), planFor(set)].map(({ receiptAfterMs }) => receiptAfterMs)).toEqual([
    100, 150, 200,
  ]);
});

it('strikes only numbers that match, and the share asked for', () => {
  const draws = [0.09, 0.11];
  const set = newSet(() => draws.shift() ?? 1);
  set.change({ lostReceipts: { percent: 10, numbers: '1$' } });
  expect(planFor(set, '254700000002').receipts).toBe(1);
  expect(planFor(set, '254700000001').receipts).toBe(0);
  expect(planFor(set, '254700000001').receipts).toBe(1);
});

const wrong: [field: string, tree: unknown][] = [
  ['global.speed', { global: { speed: 1 } }],
  ['global.latency', { global: { latency: 'fast' } }],
  ['global.latency.max', { global: { latency: { min: 5, max: 1 } } }],
  ['global.errors.status', { global: { errors: { status: 'ESME_NONE' } } }],
  ['global.errors[1].percent', { global: { errors: [{ status: 8 }, { status: 8, percent: 101 }] } }],
  ['global.throttle', { global: { throttle: {} } }],
  ['global.throttle.perSecond', { global: { throttle: { perSecond: 0 } } }],
  ['global.lostReceipts.numbers', { global: { lostReceipts: { numbers: '(' } } }],
  ['global.receiptId.answer', { global: { receiptId: { answer: 'octal' } } }],
  ['global.receiptForm', { global: { receiptForm: 'xml' } }],
  ['global.longReceipts', { global: { longReceipts: 'middle' } }],
  ['global.finalState.stat', { global: { finalState: 'NOT OK' } }],
  ['global.finalState.err', { global: { finalState: { stat: 'UNDELIV', err: 'a b' } } }],
  ['global.provisionalReceipts', { global: { provisionalReceipts: 'ENROUTE' } }],
  ['global.swallow.taken', { global: { swallow: { taken: 1 } } }],
  ['global.dropLink.afterSubmits', { global: { dropLink: { times: 1 } } }],
  ['global.badPdu.kind', { global: { badPdu: { kind: 'odd' } } }],
  ['global.duplicateReceipts.copies', { global: { duplicateReceipts: { copies: 1 } } }],
  ['global.earlyReceipts.aheadMs', { global: { earlyReceipts: { aheadMs: 0 } } }],
  ['global.refuseBinds.status', { global: { refuseBinds: { status: 0 } } }],
  ['prefixes.2547.refuseBinds', { prefixes: { '2547': { refuseBinds: { times: 1 } } } }],
  ['prefixes.abc', { prefixes: { abc: { latency: 1 } } }],
  ['behaviours.prefixes', { prefixes: [] }],
  ['behaviours.everywhere', { everywhere: {} }],
  ['behaviours', []],
];

it.each(wrong)('names the field %s', (field, tree) => {
  expect(() => newSet().replace(tree)).toThrow(expect.objectContaining({ name: 'InvalidInput', field }));
});

it('refuses an unknown name in a change', () => {
  expect(() => readBehaviourChange({ speed: 1 })).toThrow('body.speed');
});
