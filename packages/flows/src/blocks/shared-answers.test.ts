import { expect, test } from 'vitest';
import { sharedAnswers } from './shared-answers.ts';

const given = (at: number) => ({ block: 'b', value: 'v', label: '', raw: 'v', at });
// As PostgreSQL gives back what was kept as jsonb: the shortest name first.
const run = { answers: { age: given(3), name: given(1), place: given(2) } };

test('answers are told in the order in which they were given, or in which the flow names them', () => {
  expect(Object.keys(sharedAnswers(run, undefined))).toEqual(['name', 'place', 'age']);
  expect(Object.keys(sharedAnswers(run, ['age', 'none', 'name']))).toEqual(['age', 'name']);
});
