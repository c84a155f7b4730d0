// biome-ignore-all lint/suspicious/noTemplateCurlyInString: forms write the names of questions so
import { expect, test } from 'vitest';
import nps from '../../../../examples/visit-nps.json' with { type: 'json' };
import { checkFlow } from '../../../checks/check-flow.ts';
import type { Flow } from '../../../document/flow.ts';
import { importXlsForm } from '../import-xlsform.ts';
import { sheetOf } from '../test-sheets.ts';
import { exportXlsForm } from './export-xlsform.ts';

const survey = sheetOf('survey', [
  { type: 'text', name: 'name', 'label::English (en)': 'Name?', required: 'yes' },
  { type: 'select_one yn', name: 'kids', 'label::English (en)': 'Children, ${name}?', required: 'yes' },
  { type: 'begin group', name: 'g', relevant: "${kids} = 'yes'" },
  {
    type: 'integer',
    name: 'count',
    'label::English (en)': 'How many?',
    required: 'yes',
    constraint: '. >= 1 and . <= 20',
  },
  {
    type: 'integer',
    name: 'boys',
    'label::English (en)': 'Boys?',
    default: '0',
    constraint: '. != 13',
    'constraint_message::English (en)': 'Not 13.',
  },
  { type: 'end group' },
  {
    type: 'select_multiple needs',
    name: 'needs',
    'label::English (en)': 'Needs?',
    required: 'yes',
    constraint: 'count-selected(.) <= 2',
  },
  {
    type: 'date',
    name: 'since',
    'label::English (en)': 'Since?',
    relevant: "selected(${needs}, 'food') or ${count} > 3",
    constraint: '. <= today()',
  },
  { type: 'note', name: 'bye', 'label::English (en)': 'Bye.' },
]);
const choices = sheetOf('choices', [
  { list_name: 'yn', name: 'yes', 'label::English (en)': 'Yes' },
  { list_name: 'yn', name: 'no', 'label::English (en)': 'No' },
  { list_name: 'needs', name: 'food', 'label::English (en)': 'Food' },
  { list_name: 'needs', name: 'tent', 'label::English (en)': 'Tent' },
]);
const settings = sheetOf('settings', [
  { form_title: 'Camp', form_id: 'camp', default_language: 'English (en)' },
]);
const { flow } = importXlsForm([survey, choices, settings]);

function table(flow: Flow) {
  const { sheets, report } = exportXlsForm(flow);
  const [head = [], ...rows] = sheets[0]?.rows ?? [];
  const found = rows.map((row) =>
    Object.fromEntries(row.map((cell, at) => [head[at], cell]).filter(([, cell]) => cell !== '')),
  );
  return { rows: found, report, sheets };
}

test('a form that was read is written as it was, but for its groups', () => {
  const { rows, report } = table(flow as Flow);
  expect(report).toEqual([]);
  expect(rows).toEqual([
    { type: 'text', name: 'name', 'label::English (en)': 'Name?', required: 'yes' },
    { type: 'select_one kids', name: 'kids', 'label::English (en)': 'Children, ${name}?', required: 'yes' },
    {
      type: 'integer',
      name: 'count',
      'label::English (en)': 'How many?',
      required: 'yes',
      relevant: "${kids} = 'yes'",
      constraint: '. >= 1 and . <= 20',
    },
    {
      type: 'integer',
      name: 'boys',
      'label::English (en)': 'Boys?',
      relevant: "${kids} = 'yes'",
      default: '0',
      constraint: '. != 13',
      'constraint_message::English (en)': 'Not 13.',
    },
    {
      type: 'select_multiple needs',
      name: 'needs',
      'label::English (en)': 'Needs?',
      required: 'yes',
      constraint: 'count-selected(.) <= 2',
    },
    {
      type: 'date',
      name: 'since',
      'label::English (en)': 'Since?',
      relevant: "selected(${needs}, 'food') or ${count} > 3",
      constraint: '. <= today()',
    },
    { type: 'note', name: 'bye', 'label::English (en)': 'Bye.' },
  ]);
});

test('what was written reads as the same form again', () => {
  const once = exportXlsForm(flow as Flow).sheets;
  const again = importXlsForm(once);
  expect(again.report.filter(({ kind }) => kind !== 'changed')).toEqual([]);
  expect(exportXlsForm(again.flow as Flow).sheets).toEqual(once);
});

test('ways that part and meet again ask nothing of those who come after', () => {
  const ways = nps as unknown as Flow;
  const { rows, sheets } = table(ways);
  expect(rows.map(({ name, relevant }) => [name, relevant ?? ''])).toEqual([
    ['agree', ''],
    ['score', "${agree} = 'yes'"],
    ['reason', "${agree} = 'yes'"],
    ['thanks', "${agree} = 'yes'"],
    ['not_agreed', "${agree} = 'no'"],
  ]);
  const again = importXlsForm(sheets).flow as Flow;
  expect(checkFlow(again, {}).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('ways that double at each fork are given up in words', () => {
  const steps = Array.from({ length: 60 }, (_, at) => at);
  const to = (name: string, at: number) => (at < 60 ? `${name}${at}` : 'end');
  const options = [
    { value: 'a', label: 't' },
    { value: 'b', label: 't' },
  ];
  const ladder = {
    format: 1,
    id: 'ladder',
    languages: ['en'],
    entry: 'c0',
    blocks: {
      ...Object.fromEntries(
        steps.flatMap((at) => [
          [`c${at}`, { kind: 'choice', text: 't', options, exits: { a: `x${at}`, b: to('c', at + 2) } }],
          [`x${at}`, { kind: 'message', text: 't', exits: { next: to('c', at + 1) } }],
        ]),
      ),
      end: { kind: 'end' },
    },
    texts: { t: { en: 'T' } },
  } as unknown as Flow;
  expect(table(ladder).report.some(({ what }) => what.includes('too many ways'))).toBe(true);
});

test('what a form cannot do is told, block by block', () => {
  const told: Flow = {
    format: 1,
    id: 'all-sorts',
    languages: ['en'],
    entry: 'ask',
    blocks: {
      ask: { kind: 'text', text: 'ask', exits: { next: 'split' } },
      split: {
        kind: 'branch',
        cases: [{ when: { field: 'contact.age', op: '>', value: 3 }, exit: 'old' }],
        exits: { old: 'call', else: 'say' },
      },
      call: { kind: 'http', url: 'https://example.com', exits: { next: 'say' } },
      say: { kind: 'message', text: 'say', exits: { next: 'again' } },
      again: {
        kind: 'choice',
        text: 'again',
        options: [
          { value: 'yes', label: 'yes' },
          { value: 'no', label: 'no' },
        ],
        exits: { yes: 'ask', no: 'end' },
      },
      end: { kind: 'end' },
    },
    texts: {
      ask: { en: 'Who?' },
      say: { en: 'Hello {{contact.name}}{{answers.ask | upper}}' },
      again: { en: 'Again?' },
      yes: { en: 'Yes' },
      no: { en: 'No' },
    },
  };
  const { rows, report } = table(told);
  expect(rows.map(({ name }) => name)).toEqual(['ask', 'say', 'again']);
  expect(rows[1]?.['label::English (en)']).toBe('Hello ___${ask}');
  expect(report.map(({ place, what }) => ['node' in place && place.node, what.slice(0, 30)])).toEqual([
    ['again', 'It leads back to "ask", and a '],
    ['call', 'A form cannot do what a block '],
    ['say', '"{{contact.name}}" was left ou'],
    ['say', '"{{answers.ask | upper}}" is s'],
  ]);
});

test('what only conversations have is told, too', () => {
  const talk: Flow = {
    format: 1,
    id: 'talk',
    languages: ['en', 'fr'],
    entry: 'language',
    blocks: {
      language: {
        kind: 'choice',
        text: 'ask',
        note: 'First of all.',
        sets: 'language',
        options: [
          { value: 'en', label: 'en', keywords: { en: ['english'] } },
          { value: 'fr', label: 'fr' },
        ],
        exits: { next: 'size' },
      },
      size: { kind: 'number', text: 'ask', decimals: 2, exits: { next: 'phone' } },
      phone: { kind: 'phone', text: 'ask', country: 'SN', exits: { next: 'end' } },
      end: { kind: 'end', outcome: 'ineligible' },
    },
    texts: {
      ask: { en: 'Which?', fr: 'Lequel ?' },
      en: { en: 'English', fr: 'English' },
      fr: { en: 'Francais', fr: 'Francais' },
      'ujumbe.invalid': { en: 'Again, please.' },
    },
  };
  const { report } = table(talk);
  expect(report.map(({ place, what }) => ['node' in place ? place.node : null, what])).toEqual([
    ['language', expect.stringContaining('in the language that is chosen')],
    ['language', expect.stringContaining('words that mean its choices')],
    ['language', expect.stringContaining('note for colleagues')],
    ['size', expect.stringContaining('2 digits after the point')],
    ['phone', expect.stringContaining('those of SN')],
    ['phone', expect.stringContaining('asked for as text')],
    ['end', expect.stringContaining('"ineligible"')],
    [null, expect.stringContaining('ujumbe.invalid')],
  ]);
});

test('a shipped survey loses its consent, its scale and its settings, and each is told', () => {
  const { report } = exportXlsForm(nps as unknown as Flow);
  expect(report.map(({ place, what }) => ['node' in place ? place.node : null, what])).toEqual([
    ['agree', expect.stringContaining('purpose and version')],
    ['agree', expect.stringContaining('note for colleagues')],
    ['agree', expect.stringContaining('texts for USSD and SMS')],
    ['score', expect.stringContaining('0 to 10')],
    ['not-agreed', expect.stringContaining('"declined"')],
    [null, expect.stringContaining('remindAfterMinutes, expireAfterMinutes')],
  ]);
});
