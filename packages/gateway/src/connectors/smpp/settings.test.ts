import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import cases from './settings.cases.json' with { type: 'json' };
import { parseSmppSettings, smppSettingsSchema } from './settings.ts';
import { settingsTable } from './settings-table.ts';

type Case = { label: string; set: Record<string, unknown>; unset?: string[]; errors: string[] };

const least = { host: '127.0.0.1', port: 2775, systemId: 'esme01', password: 'secret' };

describe('parseSmppSettings', () => {
  test.each(cases as Case[])('$label', ({ set, unset = [], errors }) => {
    const given = Object.fromEntries(
      Object.entries({ ...least, ...set }).filter(([key]) => !unset.includes(key)),
    );
    const parsed = parseSmppSettings(given);
    expect(parsed.ok ? [] : parsed.errors).toEqual(errors);
  });

  test('fills what is not given, in parts too', () => {
    const parsed = parseSmppSettings({ ...least, encoding: { dc0: 'latin1' } });
    expect(parsed).toMatchObject({
      ok: true,
      settings: {
        bindMode: 'transceiver',
        window: 10,
        responseTimeout: 60,
        encoding: { dc0: 'latin1', ucs2DataCoding: 8, flashBy: 'dcs' },
        shortCode: { ton: 3, npi: 0 },
        tlsOptions: { rejectUnauthorized: true },
        reconnect: { initial: 1, max: 60 },
        errorMap: {},
      },
    });
  });

  test.each([null, 'host=x', [1], 7])('%j is no settings', (input) => {
    expect(parseSmppSettings(input)).toMatchObject({ ok: false });
  });

  test('leaves what it was given as it was', () => {
    const given = { ...least };
    parseSmppSettings(given);
    expect(given).toEqual(least);
  });
});

test('the README lists every setting with its values and its default', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8').split('\n');
  expect(readme).toEqual(expect.arrayContaining(settingsTable(smppSettingsSchema)));
});
