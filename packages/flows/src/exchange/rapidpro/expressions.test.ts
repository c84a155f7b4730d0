import { expect, test } from 'vitest';
import { compileCondition } from '../../conditions/condition.ts';
import type { Scope } from '../../conditions/scope.ts';
import { compileTemplate } from '../../conditions/template.ts';
import { newWork } from '../../conditions/work.ts';
import data from './expressions.cases.json' with { type: 'json' };
import { computedOf, type ExpressionScope, fieldOf, templateOf } from './expressions.ts';
import { conditionOf } from './tests.ts';

const scope: ExpressionScope = {
  choices: new Set(['colour']),
  categories: new Set(['fare']),
  results: new Set(['colour', 'fare', 'born']),
  foreignResults: new Set(['colour', 'far']),
  webhook: true,
  input: 'colour',
};

test.each(data.templates as [string, string, string[]][])('%s', (source, expected, lost) => {
  const told: string[] = [];
  const made = templateOf(source, scope, (expression) => told.push(expression));
  expect([made, told]).toEqual([expected, lost]);
  expect(() => compileTemplate(made)).not.toThrow();
});

test.each(data.tests as [string, string[][], string, boolean][])(
  '%s(%j) of "%s"',
  (type, args, value, expected) => {
    const condition = conditionOf(type, args, 'answers.a');
    if (condition === null) throw new Error(`${type} cannot be said.`);
    const answers = { a: { value, label: '', raw: value, block: 'a', at: 0 } };
    const facts = { reference: '', msisdn: '', country: 'KE', contact: {}, params: {} };
    const here: Scope = {
      channel: 'sms',
      language: 'en',
      answers,
      vars: {},
      contact: {},
      facts,
      flowId: 'f',
      now: 0,
      work: newWork(),
    };
    expect(compileCondition(condition)(here)).toBe(expected);
    expect(compileCondition(condition)({ ...here, answers: {} })).toBe(false);
  },
);

test.each(data.refused as [string, string[][]][])('%s(%j) is not carried over', (type, args) => {
  expect(conditionOf(type, args, 'answers.a')).toBeNull();
});

test('values are texts, one answer, or both put together', () => {
  expect(computedOf('yes', scope)).toBe('yes');
  expect(computedOf('@results.fare', scope)).toEqual({ cel: 'answers.fare' });
  expect(computedOf('@results.fare KES', scope)).toEqual({ cel: 'string(answers.fare) + " KES"' });
  expect(computedOf('@(results.fare + 1)', scope)).toBeNull();
  expect(fieldOf('@fields.age', scope)).toBe('contact.age');
  expect(fieldOf('@(lower(fields.age))', scope)).toBeNull();
});
