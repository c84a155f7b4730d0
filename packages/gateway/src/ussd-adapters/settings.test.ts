import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkUssdConnectorSettings, ussdAdapters } from './registry.ts';
import cases from './settings.cases.json' with { type: 'json' };
import { parseUssdConnectorSettings } from './settings.ts';

type Case = { readonly label: string; readonly settings: unknown; readonly errors: readonly string[] };

const token = 'Zk3v9QmX_a7-LpW2dR5tYu8e';
const adapters = ussdAdapters.map(({ id }) => id).join(', ');

describe('checkUssdConnectorSettings', () => {
  test.each(cases as Case[])('$label', ({ settings, errors }) => {
    expect(checkUssdConnectorSettings(settings)).toEqual(
      errors.map((sentence) => sentence.replace('{adapters}', adapters)),
    );
  });

  test('never quotes a secret', () => {
    expect(JSON.stringify(cases.map(({ errors }) => errors))).not.toMatch(/opensesame|12345678/);
  });
});

describe('parseUssdConnectorSettings', () => {
  test('fills what is not given', () => {
    const given = { adapter: 'hubtel', token, auth: { signature: { header: 'X-Signature', secret: 's' } } };
    const parsed = parseUssdConnectorSettings(ussdAdapters, given);
    expect(parsed).toMatchObject({
      ok: true,
      settings: {
        adapter: { id: 'hubtel' },
        token,
        auth: { signature: { algorithm: 'sha256', encoding: 'hex' } },
        dialect: { labels: false },
      },
    });
  });

  test('leaves what it was given as it was', () => {
    const given = { adapter: 'hubtel', token };
    parseUssdConnectorSettings(ussdAdapters, given);
    expect(given).toEqual({ adapter: 'hubtel', token });
  });
});

test('the README lists every adapter', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  expect(ussdAdapters.filter(({ id }) => !readme.includes(`| \`${id}\` |`)).map(({ id }) => id)).toEqual([]);
});
