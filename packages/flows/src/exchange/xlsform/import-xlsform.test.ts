// biome-ignore-all lint/suspicious/noTemplateCurlyInString: forms write the names of questions so
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFlow } from '../../checks/check-flow.ts';
import { prepareFlow } from '../../engine/prepare-flow.ts';
import type { RunState } from '../../engine/state.ts';
import { step } from '../../engine/step.ts';
import data from './import-xlsform.cases.json' with { type: 'json' };
import { importXlsForm } from './import-xlsform.ts';
import type { Cell, Sheet } from './sheet.ts';
import { sheetOf } from './test-sheets.ts';

const choices = sheetOf('choices', [
  { list_name: 'l', name: 'x', label: 'X' },
  { list_name: 'l', name: 'y', label: 'Y' },
]);
const settings = sheetOf('settings', [
  { form_id: 'a_form', form_title: 'A form', default_language: 'English (en)' },
]);
type Rows = readonly Readonly<Record<string, Cell>>[];

function imported(rows: Rows, others: readonly Sheet[] = [choices, settings]) {
  const { flow, report } = importXlsForm([sheetOf('survey', rows), ...others]);
  if (flow === null) throw new Error(`Nothing was made: ${JSON.stringify(report)}`);
  return { flow, report };
}

/** What is asked on the way through a flow when these are the answers. */
function asked(flow: Parameters<typeof prepareFlow>[0], answers: readonly string[]) {
  const prepared = prepareFlow(flow, {});
  const now = Date.parse('2026-11-22T08:00:00Z');
  const facts = { reference: 'R1', msisdn: '254700000001', country: 'KE', contact: {}, params: {} };
  let { state, effects } = step(
    prepared,
    null,
    { type: 'start', channel: 'sms', language: null, facts },
    { now },
  );
  const seen = effects.flatMap((effect) => (effect.kind === 'show' ? [effect.text] : []));
  for (const text of answers) {
    ({ state, effects } = step(prepared, state as RunState, { type: 'input', text }, { now }));
    seen.push(...effects.flatMap((effect) => (effect.kind === 'show' ? [effect.text] : [])));
  }
  return { state, seen };
}

test.each(data.blocks as [string, Rows[number], unknown][])('%s becomes a block', (_label, row, expected) => {
  const { flow } = imported([row]);
  expect(flow.blocks.a).toEqual(expected);
  expect(checkFlow(flow, {}).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each([
  [[{ form_id: 'a_form', form_title: 'A title' }], 'a-form'],
  [[{ form_title: 'A title' }], 'a-title'],
  [[], 'camp-2026'],
])('a form with the settings %j is flow "%s"', (rows, id) => {
  const survey = sheetOf('survey', [{ type: 'text', name: 'a', label: 'A?' }]);
  expect(importXlsForm([survey, sheetOf('settings', rows)], 'Camp 2026').flow?.id).toBe(id);
});

test.each(data.lost as [string, Rows[number], string, string][])(
  '%s is told of',
  (_label, row, column, what) => {
    const { report } = imported([{ type: 'note', name: 'n', label: 'N' }, row]);
    const lines = report.filter(({ kind }) => kind === 'lost');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.place).toMatchObject({ sheet: 'survey', column });
    expect(lines[0]?.what).toContain(what);
    expect(lines[0]?.advice).not.toBe('');
  },
);

test('a line names the row as the spreadsheet numbers it', () => {
  const rows = [
    ['type', 'name', 'label'],
    [null, null, null],
    ['note', 'n', 'N'],
    ['image', 'i', 'I'],
  ];
  const { report } = importXlsForm([{ name: 'survey', rows }, settings]);
  expect(report[0]?.place).toEqual({ sheet: 'survey', row: 4, column: 'type' });
});

test('relevance of a group is that of what is in it, and of groups within', () => {
  const { flow } = imported([
    { type: 'select_one l', name: 'q', label: 'Q?', required: 'yes' },
    { type: 'begin group', name: 'g', relevant: "${q} = 'x'" },
    { type: 'text', name: 'a', label: 'A?', required: 'yes' },
    { type: 'begin_group', name: 'h', label: 'Inside', relevant: "${a} = 'go'" },
    { type: 'text', name: 'b', label: 'B?', required: 'yes' },
    { type: 'end_group' },
    { type: 'end group' },
    { type: 'text', name: 'c', label: 'C?', required: 'yes' },
  ]);
  expect(asked(flow, ['x', 'go', '1', '2']).seen).toEqual(['Q?\n1 X\n2 Y', 'A?', 'Inside\nB?', 'C?']);
  expect(asked(flow, ['x', 'no']).seen.at(-1)).toBe('C?');
  expect(asked(flow, ['y']).seen.at(-1)).toBe('C?');
});

test('an answer that does not fit a constraint is asked for again, with its message', () => {
  const { flow } = imported([
    { type: 'integer', name: 'all', label: 'All?', required: 'yes' },
    {
      type: 'integer',
      name: 'some',
      label: 'Some?',
      required: 'yes',
      constraint: '. <= ${all}',
      constraint_message: 'Too many.',
    },
  ]);
  expect(asked(flow, ['3', '5']).seen.at(-1)).toBe('Too many.\nSome?');
  expect(asked(flow, ['3', '5', '2']).state.answers.some?.value).toBe(2);
});

test('or_other asks what the other is', () => {
  const { flow } = imported([{ type: 'select_one l or_other', name: 'q', label: 'Q?', required: 'yes' }]);
  const { seen, state } = asked(flow, ['3', 'Salt']);
  expect(seen[1]).toBe('Please say which.');
  expect(state.answers.q_other?.value).toBe('Salt');
});

test('a filter of choices asks for what was answered before', () => {
  const places = sheetOf('choices', [
    { list_name: 'r', name: 'n', label: 'North' },
    { list_name: 'r', name: 's', label: 'South' },
    { list_name: 't', name: 'a', label: 'Abi', region: 'n' },
    { list_name: 't', name: 'b', label: 'Bua', region: 's' },
  ]);
  const { flow } = imported(
    [
      { type: 'select_one r', name: 'r', label: 'Region?', required: 'yes' },
      { type: 'select_one t', name: 't', label: 'Town?', required: 'yes', choice_filter: 'region = ${r}' },
    ],
    [places, settings],
  );
  expect(asked(flow, ['2']).seen.at(-1)).toBe('Town?\n1 Bua');
});

test('languages are read from headings, the standard one first; what is missing has the words of another', () => {
  const { flow, report } = imported(
    [
      { type: 'text', name: 'a', 'label::Kiswahili (sw)': 'Jina?', 'label::English (en)': 'Name?' },
      { type: 'text', name: 'b', 'label::Kiswahili (sw)': null, 'label::English (en)': 'Age?' },
    ],
    [settings],
  );
  expect(flow.languages).toEqual(['en', 'sw']);
  expect(flow.texts).toEqual({ a: { en: 'Name?', sw: 'Jina?' }, b: { en: 'Age?', sw: 'Age?' } });
  expect(report).toEqual([
    expect.objectContaining({
      kind: 'changed',
      place: { sheet: 'survey', row: 3, column: 'label' },
      advice: 'Translate it.',
    }),
  ]);
});

test('a language we have no words in brings some to be translated', () => {
  const { flow, report } = imported([{ type: 'text', name: 'a', 'label::Hausa (ha)': 'Suna?' }], []);
  expect(flow.languages).toEqual(['ha']);
  expect(flow.texts['ujumbe.invalid']?.ha).toBeTypeOf('string');
  expect(report[0]?.advice).toContain('"ujumbe."');
  expect(checkFlow(flow, {}).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('a workbook that is no form says so', () => {
  expect(importXlsForm([{ name: 'Sheet1', rows: [['a']] }])).toEqual({
    flow: null,
    report: [expect.objectContaining({ kind: 'error', what: 'There is no sheet "survey" among "Sheet1".' })],
  });
  expect(importXlsForm([{ name: 'survey', rows: [] }]).flow).toBeNull();
  expect(importXlsForm([sheetOf('survey', [{ type: 'image', name: 'i' }])]).report.at(-1)?.kind).toBe(
    'error',
  );
});

test('whatever is in the cells, what is made can be run', () => {
  const word = fc.constantFrom(
    'a',
    'b',
    'x',
    '${a}',
    '${b} = 1',
    '. > ${a}',
    '{{',
    'yes',
    'constructor',
    '__proto__',
    '1',
  );
  const type = fc.constantFrom(
    ...[
      'text',
      'integer',
      'date',
      'select_one l',
      'select_multiple l',
      'note',
      'calculate',
      'begin group',
      'end group',
    ],
    ...['begin repeat', 'end repeat', 'select_one l or_other', 'acknowledge', 'decimal', 'image', ''],
  );
  const row = fc.record(
    {
      type,
      name: word,
      label: word,
      relevant: word,
      constraint: word,
      calculation: word,
      default: word,
      required: word,
      'label::fr': word,
    },
    { requiredKeys: ['type'] },
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      const { flow, report } = importXlsForm([sheetOf('survey', rows), choices]);
      expect(Array.isArray(report)).toBe(true);
      const errors = flow === null ? [] : checkFlow(flow, {}).filter(({ severity }) => severity === 'error');
      // A comparison with what a choice never is can be an author's mistake; everything else would be ours.
      expect(
        errors.filter(({ code }) => !['impossible-value', 'type-mismatch', 'bounds'].includes(code)),
      ).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
