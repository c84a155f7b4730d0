import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFlow } from '../../checks/check-flow.ts';
import type { Flow } from '../../document/flow.ts';
import type { Effect } from '../../engine/effect.ts';
import type { RunEvent } from '../../engine/event.ts';
import { prepareFlow } from '../../engine/prepare-flow.ts';
import type { RunState } from '../../engine/state.ts';
import { step } from '../../engine/step.ts';
import { importRapidPro } from './import-rapidpro.ts';
import clinic from './testdata/clinic-visit.json' with { type: 'json' };

const { flows, report } = importRapidPro(clinic);
const others = Object.fromEntries(flows.map((flow) => [flow.id, flow]));
const visit = flows[0] as Flow;

/** What a run shows and does when these things happen to it. */
function run(events: readonly (string | RunEvent)[], language: string | null = null) {
  const prepared = prepareFlow(visit, others);
  const now = Date.parse('2026-11-22T08:00:00Z');
  const contact = { name: 'Asha Otieno', groups: ['Mothers'] };
  const facts = { reference: 'R1', msisdn: '254700000001', country: 'KE', contact, params: {} };
  let { state, effects } = step(prepared, null, { type: 'start', channel: 'sms', language, facts }, { now });
  const all: Effect[] = [...effects];
  for (const event of events) {
    const happens: RunEvent = typeof event === 'string' ? { type: 'input', text: event } : event;
    ({ state, effects } = step(prepared, state as RunState, happens, { now }));
    all.push(...effects);
  }
  return { state, all, shown: all.flatMap((effect) => (effect.kind === 'show' ? [effect.text] : [])) };
}
const answered: RunEvent = { type: 'http_result', status: 200, body: { items: { count: 7 } } };

test('several flows of an export become several flows, without errors', () => {
  expect(flows.map(({ id }) => id)).toEqual(['clinic-visit', 'mothers']);
  for (const flow of flows)
    expect(checkFlow(flow, others).filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(visit.languages).toEqual(['en', 'fr']);
  expect(visit.settings).toEqual({ tries: 1, expireAfterMinutes: 10_080 });
});

test('a conversation goes the way it went there', () => {
  const { shown, all, state } = run([
    'yes',
    '2',
    '600',
    '31-12-2024',
    'There was no medicine',
    answered,
    'yes',
  ]);
  expect(shown).toEqual([
    'Hello Asha, this is the clinic of Milima. Do you agree to answer some questions? Reply YES or NO.\n1 Yes\n2 No',
    'How did you travel?\n1 On foot\n2 By bus\n3 By motorbike',
    'You came by By bus. What did it cost?',
    "When is your child's birthday? Write it as 31-12-2024.",
    'Tell us what you missed today, @home or here.',
    'We have 7 boxes again.\nAre you pregnant now?',
    'Congratulations! You said: yes\nThank you, ASHA OTIENO. Your fare was 600, your words: There was no medicine. Write to info@example.com.',
  ]);
  expect(state.outcome).toBe('completed');
  expect(state.vars.missed_category).toBe('Medicine');
  expect(all.filter(({ kind }) => kind === 'task')).toEqual([
    expect.objectContaining({ queue: 'Medicine', summary: 'Asha Otieno missed: There was no medicine' }),
  ]);
  expect(all.filter(({ kind }) => kind === 'group')).toEqual([
    { kind: 'group', join: ['Surveyed'], leave: [] },
  ]);
  expect(all.filter(({ kind }) => kind === 'contact')).toEqual([
    expect.objectContaining({ field: 'last_fare', value: 600 }),
    expect.objectContaining({ field: 'pregnant', value: 'yes' }),
  ]);
});

test('what fits no test goes the way of Other at once', () => {
  expect(run(['perhaps']).shown.at(-1)).toMatch(/^Sorry, we did not understand\.\nHello Asha/);
  expect(run(['yes', '7']).shown.at(-1)).toMatch(/^Please reply with 1, 2 or 3\.\nHow did you travel\?/);
  expect(run(['yes', '2', 'a lot']).shown.at(-1)).toBe('You came by By bus. What did it cost?');
});

test('words and names of categories are there in the other language', () => {
  expect(run([], 'fr').shown[0]).toMatch(/Répondez OUI ou NON\.\n1 Oui\n2 Non$/);
  expect(run(['oui'], 'fr').shown.at(-1)).toBe('Comment êtes-vous venu ?\n1 A pied\n2 En bus\n3 A moto');
  expect(run(['oui', '1', '31-12-2024', 'des médicaments', answered], 'fr').state.vars.missed_category).toBe(
    'Medicine',
  );
});

test('silence goes the way of No Response, where nothing is said any more', () => {
  const { shown, state } = run(['yes', '1', { type: 'expire' }]);
  expect(shown.at(-1)).toMatch(/^When is your child's birthday/);
  expect(state.outcome).toBe('expired');
  expect(visit.blocks.birthday?.exits?.timeout).toBe('we-will-ask-another');
});

test('every thing that is not carried over has a line, with what to do', () => {
  const told = (part: string) => report.filter(({ what }) => what.includes(part));
  const lost = [
    'transfer_airtime',
    'send_email',
    'has_pattern',
    'attachment',
    '"random"',
    '@(if(',
    'triggers',
    'Nobody comes',
  ];
  expect(lost.filter((part) => told(part).length !== 1)).toEqual([]);
  for (const line of lost.flatMap(told)) {
    expect(line.kind).toBe('lost');
    expect(line.advice).toMatch(/\.$/);
  }
  expect(told('86400 seconds')[0]?.kind).toBe('changed');
});

test('older exports and flows are to be exported again', () => {
  const old = { kind: 'error', advice: expect.stringContaining('Export') };
  expect(report.filter(({ kind }) => kind === 'error')).toEqual([
    expect.objectContaining({ ...old, place: { flow: 'From long ago', node: null } }),
  ]);
  expect(importRapidPro({ version: 11, flows: [{}] })).toEqual({
    flows: [],
    report: [expect.objectContaining(old)],
  });
  expect(importRapidPro({ version: '4', flows: [] }).report).toEqual([expect.objectContaining(old)]);
  expect(importRapidPro('[]')).toEqual({ flows: [], report: [expect.objectContaining(old)] });
});

test('a single flow is read as well', () => {
  const single = importRapidPro(clinic.flows[1]);
  expect(single.flows.map(({ id }) => id)).toEqual(['mothers']);
});

test('whatever is in the file, what is made can be run', () => {
  expect(fc.check(fc.property(fc.jsonValue(), (json) => void importRapidPro(json))).failed).toBe(false);
  const texts = clinic.flows.map((flow) => JSON.stringify(flow).split(/(?<=[,{[])/));
  const damaged = fc
    .tuple(fc.constantFrom(...texts.slice(0, 2)), fc.array(fc.nat(2000), { maxLength: 8 }))
    .map(([parts, at]) =>
      parts
        .map((part, index) => (at.includes(index) ? part.replace(/"([a-z_]+)":/, '"$1_":') : part))
        .join(''),
    );
  fc.assert(
    fc.property(damaged, (text) => {
      const made = importRapidPro({ version: '13', flows: [JSON.parse(text)] });
      for (const flow of made.flows) {
        // Without its wait a circle of nodes turns for ever, there as here.
        const errors = checkFlow(flow, {}).filter(({ severity }) => severity === 'error');
        expect(
          errors.filter(({ code }) => !['unknown-flow', 'loop', 'impossible-value'].includes(code)),
        ).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});
