import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Flow } from '../document/flow.ts';
import cases from './diff-flows.cases.json' with { type: 'json' };
import { diffFlows } from './diff-flows.ts';

const sound = readFileSync(new URL('./sound.json', import.meta.url), 'utf8');
const before: Flow = JSON.parse(sound);

test.each(cases)('$says.0', ({ replace, says }) => {
  const text = replace.reduce((spoiled, [from = '', to = '']) => {
    expect(spoiled.split(from).length, `"${from}" stands once in sound.json`).toBe(2);
    return spoiled.replace(from, () => to);
  }, sound);
  expect(diffFlows(before, JSON.parse(text)).map(({ message }) => message)).toEqual(says);
});

test('the same flow with its names in another order has not changed', () => {
  const turned = Object.fromEntries(Object.entries(before).reverse()) as Flow;
  const blocks = Object.fromEntries(Object.entries(before.blocks).reverse());
  expect(diffFlows(before, { ...turned, blocks })).toEqual([]);
});
