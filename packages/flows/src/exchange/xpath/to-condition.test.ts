// biome-ignore-all lint/suspicious/noTemplateCurlyInString: forms write the names of questions so
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCondition } from '../../conditions/condition.ts';
import type { Scope } from '../../conditions/scope.ts';
import { newWork } from '../../conditions/work.ts';
import type { Value } from '../../document/condition.ts';
import { NotCarriedOver } from './expression.ts';
import { parseXPath } from './parse.ts';
import type { Known, XPathScope } from './scope.ts';
import data from './to-condition.cases.json' with { type: 'json' };
import { toCondition } from './to-condition.ts';

const scope: XPathScope = {
  answers: new Map<string, Known>([
    ...(Object.entries(data.answers) as [string, Known][]),
    ['gone', { answer: 'gone', kind: 'any' }],
    ['nothing', { answer: 'nothing', kind: 'several' }],
    ['rate', { answer: 'rate', kind: 'one' }],
  ]),
  self: null,
  columns: null,
};
const held: Record<string, Value> = {
  age: 30,
  name: 'Asha',
  yn: 'yes',
  needs: ['food', 'water'],
  born: '2000-02-01',
  total: 40,
  rate: '4',
};
const here: Scope = {
  channel: 'sms',
  language: 'en',
  answers: Object.fromEntries(
    Object.entries(held).map(([name, value]) => [name, { value, label: '', raw: '', block: name, at: 0 }]),
  ),
  vars: {},
  contact: {},
  facts: { reference: 'R1', msisdn: '254700000001', country: 'KE', contact: {}, params: {} },
  flowId: 'a-form',
  now: Date.parse('2026-11-22T08:00:00Z'),
  work: newWork(),
};

test.each(data.said as [string, string, unknown][])('%s is said as data', (_label, xpath, expected) => {
  expect(toCondition(parseXPath(xpath), scope)).toEqual(expected);
});

test.each(data.worked as [string, string, boolean][])('%s is worked out', (_label, xpath, expected) => {
  expect(compileCondition(toCondition(parseXPath(xpath), scope))(here)).toBe(expected);
});

test.each(data.refused as [string, string, string][])('%s is refused', (_label, xpath, why) => {
  expect(() => toCondition(parseXPath(xpath), scope)).toThrow(NotCarriedOver);
  expect(() => toCondition(parseXPath(xpath), scope)).toThrow(why);
});

test('whatever somebody wrote is a condition the engine takes, or refused in words', () => {
  const word = fc.constantFrom(
    ...[
      '${age}',
      '${yn}',
      '${needs}',
      '${born}',
      '.',
      '1',
      "'a'",
      '(',
      ')',
      ',',
      '=',
      '>',
      '<=',
      '!=',
      '+',
      '-',
      '*',
    ],
    ...[
      'div',
      'mod',
      'and',
      'or',
      'not(',
      'if(',
      'selected(',
      'coalesce(',
      'count-selected(',
      'today()',
      'date(',
    ],
  );
  const written = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    fc.string(),
  );
  fc.assert(
    fc.property(written, (xpath) => {
      try {
        compileCondition(toCondition(parseXPath(xpath), scope));
      } catch (error) {
        expect(error).toBeInstanceOf(NotCarriedOver);
      }
    }),
    { numRuns: 3000 },
  );
});

test('what is nested without end is refused before it exhausts the stack', () => {
  expect(() => parseXPath(`${'('.repeat(1900)}1${')'.repeat(1900)}`)).toThrow('nested deeper');
  expect(() => parseXPath('-'.repeat(3900))).toThrow(NotCarriedOver);
  expect(() => parseXPath('1'.repeat(5000))).toThrow('longer than');
});
