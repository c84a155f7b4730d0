import { expect, test } from 'vitest';
import type { Directory, Price } from '#core/directory.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import data from './price.cases.json' with { type: 'json' };
import { pricePerPart } from './price.ts';

type Case = [label: string, prices: string[], expected: number | null];

const named = new Map<string, Price>(Object.entries(data.prices));

function directoryWith(prices: readonly Price[]): Directory {
  return { ...emptyDirectory, prices };
}

test.each(data.cases as Case[])('%s', (_label, prices, expected) => {
  const directory = directoryWith(prices.map((name) => named.get(name) as Price));
  expect(pricePerPart(directory, 7, '639', '02')).toBe(expected);
  expect(pricePerPart(directory, 7, '639', '02')).toBe(expected);
});

test('accounts and networks are kept apart, and a new directory is read anew', () => {
  const all = directoryWith([...named.values()]);
  expect(pricePerPart(all, 7, '639', '02')).toBe(0);
  expect(pricePerPart(all, 8, '639', '02')).toBe(1);
  expect(pricePerPart(all, 9, '639', '02')).toBe(6000);
  expect(pricePerPart(all, 9, '639', '')).toBe(8000);
  expect(pricePerPart(all, 9, '', '')).toBe(10000);
  expect(pricePerPart(directoryWith([]), 7, '639', '02')).toBeNull();
});
