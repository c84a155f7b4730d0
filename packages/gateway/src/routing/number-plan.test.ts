import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import mccMncList from 'mcc-mnc-list';
import { describe, expect, test } from 'vitest';
import { findMobileNetwork } from '#core/numbering/find-mobile-network.ts';
import { type NumberingPlan, numberingPlans } from '#core/numbering/numbering-plans.ts';
import countryMcc from './number-plan/country-mcc.json' with { type: 'json' };
import cases from './number-plan.cases.json' with { type: 'json' };
import { networkOf } from './number-plan.ts';

type Case = [label: string, msisdn: string, mcc: string, mnc: string, name: string, country: string];

const rows = numberingPlans.flatMap((plan) =>
  plan.networks.flatMap((network) =>
    network.prefixes.split(' ').map((prefix) => ({ plan, network, prefix })),
  ),
);

/** A made-up number of the range that begins with these national digits. */
function numberIn(plan: NumberingPlan, start: string): string {
  return plan.callingCode + start.padEnd(plan.nationalLength, '0');
}

test.each(cases.networks as Case[])('networkOf: %s', (_label, msisdn, mcc, mnc, name, country) => {
  expect(networkOf(msisdn)).toEqual({ mcc, mnc, name, country });
});

describe('the table of mobile ranges', () => {
  test('says what each of its rows says, where no narrower row takes over', () => {
    for (const { plan, network, prefix } of rows) {
      const networks = [...'0123456789'].map((next) => findMobileNetwork(numberIn(plan, prefix + next)));
      expect(networks, plan.callingCode + prefix).toContainEqual({
        mcc: plan.mcc,
        mnc: network.mnc,
        name: network.name,
        country: plan.country,
      });
    }
  });

  test('gives no range to two networks', () => {
    const prefixes = rows.map(({ plan, prefix }) => plan.callingCode + prefix);
    expect(prefixes).toHaveLength(new Set(prefixes).size);
  });

  test('names only networks that the public list of MCC and MNC has', () => {
    const listed = new Set(mccMncList.all().map((entry) => `${entry.mcc}-${entry.mnc}`));
    const missing = rows
      .filter(({ network }) => network.mnc !== '')
      .map(({ plan, network }) => `${plan.mcc}-${network.mnc}`)
      .filter((code) => !listed.has(code));
    expect(missing).toEqual([]);
  });

  test('knows these ranges before libphonenumber-js does', () => {
    const hundreds = Array.from({ length: 100 }, (_, next) => String(next).padStart(2, '0'));
    const isKnown = (plan: NumberingPlan, start: string) =>
      parsePhoneNumberFromString(`+${numberIn(plan, start)}`)?.isValid() === true;
    const unknown = rows.map(({ plan, prefix }) => [
      plan.callingCode + prefix,
      hundreds.filter(
        (next) => findMobileNetwork(numberIn(plan, prefix + next)) !== null && !isKnown(plan, prefix + next),
      ).length,
    ]);
    expect(unknown.filter(([, count]) => count !== 0)).toEqual(cases.hundredsUnknownToLibphonenumber);
  });
});

describe('the table of countries', () => {
  const mccOf: Readonly<Record<string, string>> = countryMcc;

  test('has every country that has numbers', () => {
    // Diego Garcia alone has no public network code of its own country.
    expect(getCountries().filter((country) => mccOf[country] === undefined)).toEqual(['IO']);
  });

  test('agrees with the plans', () => {
    for (const plan of numberingPlans) expect(mccOf[plan.country]).toBe(plan.mcc);
  });

  test('agrees with the public list where that names the country', () => {
    const listed = new Map<string, Set<string>>();
    for (const { countryCode, mcc } of mccMncList.all()) {
      for (const country of (countryCode ?? '').split(/[/, ]+/)) {
        listed.set(country, (listed.get(country) ?? new Set()).add(String(mcc)));
      }
    }
    const wrong = Object.entries(mccOf).filter(([country, mcc]) => listed.get(country)?.has(mcc) === false);
    expect(wrong).toEqual([]);
  });
});
