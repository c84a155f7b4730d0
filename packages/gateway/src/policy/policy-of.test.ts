import { expect, test } from 'vitest';
import { policyOf, policyPacks } from './policy-of.ts';

test.each(policyPacks.map((pack) => [pack.country as string, pack] as const))(
  'the pack of %s is sound',
  (country, pack) => {
    const policy = policyOf(country);
    expect(policy).toMatchObject({ country, ownPack: true, name: pack.name });
    for (const timeZone of policy.timeZones) new Intl.DateTimeFormat('en', { timeZone });
    for (const hours of [pack.promotional.hours, pack.survey.reminderHours])
      if (hours !== null) expect(hours.from < hours.until).toBe(true);
  },
);

test('Senegal says that nobody has established its hours', () => {
  const { promotional, sources } = policyOf('SN');
  expect(promotional.hours).toBeNull();
  expect(sources.join(' ')).toContain('not established');
});

test.each([
  ['TZ', 'Africa/Dar_es_Salaam'],
  ['', 'UTC'],
  ['ZZ', 'UTC'],
])('%j has no pack, and the standard rules in %s', (country, timeZone) => {
  expect(policyOf(country)).toMatchObject({ country, ownPack: false, timeZone });
});
