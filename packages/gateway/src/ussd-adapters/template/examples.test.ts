import { readdirSync, readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import type { UssdAdapter } from '#core/ussd-adapter.ts';
import { type AdapterCase, adapterContract } from '../contract-suite.ts';
import { template } from './template.ts';

type Example = { readonly settings: object; readonly cases: readonly AdapterCase[] };

const folder = new URL('examples/', import.meta.url);
const examples = readdirSync(folder).map((file) => ({
  operator: file.replace(/\.json$/, ''),
  ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Example),
}));

describe.each(examples)('$operator as a template', ({ settings, cases }) => {
  const dialect = Value.Default(template.settings, structuredClone(settings)) as Record<string, unknown>;
  const adapter: UssdAdapter = {
    ...template,
    methods: dialect.method === 'GET' ? ['GET'] : ['POST'],
    settings: Type.Object({}),
    read: (request) => template.read(request, dialect),
  };

  test('can be set up', () => {
    expect([...Value.Errors(template.settings, dialect), ...template.check(dialect)]).toEqual([]);
  });

  adapterContract(adapter, cases);
});
