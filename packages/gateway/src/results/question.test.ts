import type { Flow } from '@ujumbe/flows';
import { expect, test } from 'vitest';
import { inLanguage, questionsOf } from './question.ts';

const say = (text: string) => ({ en: text });

function flow(id: string, blocks: Flow['blocks'], entry = Object.keys(blocks)[0] as string): Flow {
  return {
    format: 1,
    id,
    languages: ['en'],
    entry,
    blocks,
    texts: { ask: say('?'), a: say('A'), b: say('B') },
  };
}

const version = (one: Flow, calls: Record<string, Flow> = {}, number = 1) => ({
  version: number,
  flow: one,
  calls,
});
const namesOf = (...versions: ReturnType<typeof version>[]) => questionsOf(versions).map(({ name }) => name);
const ask = (exits: Record<string, string> = {}) => ({ kind: 'number' as const, text: 'ask', exits });

test('questions come after all that lead to them, branches in the order of their exits, ways back aside', () => {
  const blocks = {
    last: ask({ next: 'bye', menu: 'start' }),
    right: ask({ next: 'last' }),
    left: ask({ next: 'deeper' }),
    deeper: ask({ next: 'last' }),
    start: ask({ one: 'left', two: 'right' }),
    bye: { kind: 'end' as const },
    nowhere: ask(),
  };
  expect(namesOf(version(flow('f', blocks, 'start')))).toEqual([
    'start',
    'left',
    'deeper',
    'right',
    'last',
    'nowhere',
  ]);
});

test('a called flow stands where it is called, also within another; one that calls itself stands once', () => {
  const inner = flow('inner', {
    in_two: ask({ next: 'again' }),
    again: { kind: 'call', flow: 'outer', exits: {} },
  });
  const middle = flow('middle', {
    in_one: ask({ next: 'go' }),
    go: { kind: 'call', flow: 'inner', exits: {} },
  });
  const outer = flow('outer', {
    first: ask({ next: 'go' }),
    go: { kind: 'call', flow: 'middle', exits: { next: 'last' } },
    last: ask(),
  });
  expect(namesOf(version(outer, { inner, middle, outer }))).toEqual(['first', 'in_one', 'in_two', 'last']);
});

test('what only older versions asked comes after, with choices that are gone, then what is older still', () => {
  const choice = (...values: string[]) => ({
    kind: 'choice' as const,
    text: 'ask',
    options: values.map((value) => ({ value, label: value })),
    exits: { next: 'other' },
  });
  const newer = flow('f', { place: choice('a', 'c'), other: ask() });
  const older = flow('f', { place: choice('a', 'b'), other: ask({ next: 'gone' }), gone: ask() });
  const questions = questionsOf(
    [version(newer, {}, 2), version(older)],
    [
      { name: 'other', kind: 'number', block: 'other' },
      { name: 'ancient', kind: 'phone', block: 'x' },
    ],
  );
  expect(questions.map(({ name, kind, personal }) => [name, kind, personal])).toEqual([
    ['place', 'choice', false],
    ['other', 'number', false],
    ['gone', 'number', false],
    ['ancient', 'phone', true],
  ]);
  expect(questions[0]?.options.map(({ value }) => value)).toEqual(['a', 'c', 'b']);
});

test('names of answers are those of the engine', () => {
  const blocks = {
    'how-old': ask({ next: 'named' }),
    named: { ...ask({ next: 'sum' }), answer: 'age' },
    sum: { kind: 'set' as const, values: { 'answers.total': 1, 'vars.x': 2, 'answers.group': 'a' } },
  };
  expect(namesOf(version(flow('f', blocks)))).toEqual(['how_old', 'age', 'total', 'group']);
});

test('a text is told in the first language that has it', () => {
  expect(inLanguage({ en: 'Yes', sw: 'Ndiyo' }, ['fr', 'sw', 'en'])).toBe('Ndiyo');
  expect(inLanguage({ en: 'Yes' }, ['fr'])).toBe('Yes');
  expect(inLanguage({}, ['fr'])).toBe('');
});
