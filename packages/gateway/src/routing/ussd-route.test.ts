import { expect, test } from 'vitest';
import type { UssdCode } from '#core/directory.ts';
import data from './ussd-route.cases.json' with { type: 'json' };
import { looksDialled, matchCode, readDialled, sameCode, writeCode } from './ussd-route.ts';

type Case = [
  label: string,
  dialled: string,
  connectorId: number,
  expected: string | null,
  beyond: string,
  msisdn?: string,
];

const named = Object.entries(data.codes).map(([name, given], index): [string, UssdCode] => {
  const {
    code,
    connectorId = null,
    testers = [],
  } = given as { code: string; connectorId?: number; testers?: string[] };
  return [
    name,
    { id: index + 1, code, connectorId, appId: 1, directDial: 'ignore', testers: new Set(testers) },
  ];
});
const ussdCodes = Map.groupBy(
  named.map(([, code]) => code),
  ({ code }) => code.slice(1, -1),
);

test.each(data.cases as Case[])(
  '%s',
  (_label, dialled, connectorId, expected, beyond, msisdn = '254700000001') => {
    const parts = readDialled(dialled);
    const match = parts && matchCode({ ussdCodes }, connectorId, parts, msisdn);
    const name = named.find(([, code]) => code === match?.code)?.[0] ?? null;
    expect([name, match?.beyond.join('*') ?? '']).toEqual([expected, beyond]);
  },
);

test('a code is written one way, however it was dialled', () => {
  for (const dialled of ['*123*12#', '123*12', '#123*12#']) {
    expect(writeCode(readDialled(dialled) ?? [])).toBe('*123*12#');
    expect(sameCode(dialled, '*123*12#')).toBe(true);
  }
  expect(sameCode('*123#', '*123*12#')).toBe(false);
});

test.each([
  ['*123#', true],
  ['*123*4', true],
  ['1', false],
  ['*', false],
  ['#', false],
  ['*12a#', false],
])('%s looks dialled: %s', (text, expected) => expect(looksDialled(text)).toBe(expected));
