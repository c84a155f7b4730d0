import { expect, test } from 'vitest';
import { inCallOrder } from './in-call-order.ts';

const flow = (id: string, ...called: string[]) => {
  const calls = called.map((name, at) => [`call-${at}`, { kind: 'call', flow: name }]);
  const blocks = { end: { kind: 'end' }, ...Object.fromEntries(calls) };
  return { id, text: JSON.stringify({ format: 1, id, languages: ['en'], entry: 'end', blocks, texts: {} }) };
};
const order = (...texts: { id: string; text: string }[]) => inCallOrder(texts).map(({ id }) => id);

test('flows that are called come before those that call them', () => {
  expect(order(flow('a', 'b', 'c'), flow('b', 'd'), flow('c', 'far'), flow('d'))).toEqual([
    'd',
    'b',
    'c',
    'a',
  ]);
});

test('others stay in the order they came', () => {
  expect(order(flow('b'), flow('a'), flow('b'))).toEqual(['b', 'a', 'b']);
});

test('what is no flow comes first, and a circle ends', () => {
  expect(order(flow('a', 'b'), flow('b', 'a'), { id: 'none', text: '{' })).toEqual(['none', 'b', 'a']);
});
