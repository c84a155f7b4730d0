import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import cases from './broken.cases.json' with { type: 'json' };
import { flowJsonSchema } from './flow-json-schema.ts';
import { readFlow } from './read-flow.ts';

const published = new URL('../../flow.schema.json', import.meta.url);
const sound = readFileSync(new URL('./sound.json', import.meta.url), 'utf8');
const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(
  flowJsonSchema(),
);

test('the published schema is current: node packages/flows/test/write-schema.ts writes it', () => {
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(flowJsonSchema());
});

test('the shipped flows and the sound one fit the schema', () => {
  const folder = new URL('../../examples/', import.meta.url);
  const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  for (const text of [sound, ...texts]) {
    validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
  }
});

test('a document fits the schema where readFlow takes it, and only there', () => {
  const spoiled = cases.map(({ replace }) =>
    replace.reduce((text, [from = '', to = '']) => text.replace(from, () => to), sound),
  );
  const compared = spoiled.filter((text) => {
    try {
      JSON.parse(text);
      // JSON Schema cannot tell that a name stands twice.
      return !text.includes('"id": "other"');
    } catch {
      return false;
    }
  });
  expect(compared.length).toBeGreaterThan(50);
  for (const text of compared)
    expect([text, validate(JSON.parse(text))]).toEqual([text, 'flow' in readFlow(text)]);
});

test('the schema and readFlow agree on any single part replaced by anything', () => {
  const paths = pathsOf(JSON.parse(sound));
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
      const document = JSON.parse(sound);
      const last = path.at(-1) as string;
      const parent = path.slice(0, -1).reduce((node, key) => node[key], document);
      Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
      const text = JSON.stringify(document);
      expect('flow' in readFlow(text)).toBe(validate(JSON.parse(text)));
    }),
    { numRuns: 2000 },
  );
});

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return path.length > 0 ? [path] : [];
  const inner = Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]));
  return path.length > 0 ? [path, ...inner] : inner;
}
