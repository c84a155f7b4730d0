import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AdapterCase, adapterContract } from './contract-suite.ts';
import { ussdAdapters } from './registry.ts';

describe.each(ussdAdapters)('$id', (adapter) => {
  const file = new URL(`${adapter.id}/${adapter.id}.cases.json`, import.meta.url);
  adapterContract(adapter, JSON.parse(readFileSync(file, 'utf8')) as AdapterCase[]);
});

test('every folder with cases is registered, once', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && hasCases(entry.name))
    .map(({ name }) => name);
  expect(ussdAdapters.map(({ id }) => id).sort()).toEqual(folders.sort());
});

function hasCases(folder: string): boolean {
  return readdirSync(new URL(folder, import.meta.url)).includes(`${folder}.cases.json`);
}
