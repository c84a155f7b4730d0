import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cases from './msisdn.cases.json' with { type: 'json' };
import { maskMsisdn, normaliseMsisdn } from './msisdn.ts';
import { numberingPlans } from './numbering/numbering-plans.ts';

type Case = [label: string, text: string, country: string, msisdn: string | null];

describe('normaliseMsisdn', () => {
  test.each(cases.strict as Case[])('%s: %j in %s', (_label, text, country, msisdn) => {
    expect(normaliseMsisdn(text, country, false)).toBe(msisdn);
  });

  test.each(cases.lenient as Case[])('by length only, %s: %j in %s', (_label, text, country, msisdn) => {
    expect(normaliseMsisdn(text, country, true)).toBe(msisdn);
  });

  const anyMobile = fc
    .constantFrom(...numberingPlans.flatMap((plan) => plan.networks.map((network) => ({ plan, network }))))
    .chain(({ plan, network }) =>
      fc.constantFrom(...network.prefixes.split(' ')).chain((prefix) => {
        const rest = plan.nationalLength - prefix.length;
        return fc
          .array(fc.integer({ min: 0, max: 9 }), { minLength: rest, maxLength: rest })
          .map((digits) => ({ plan, national: prefix + digits.join('') }));
      }),
    );

  test('every way of writing a number of our plans gives the same number', () => {
    fc.assert(
      fc.property(anyMobile, ({ plan, national }) => {
        const msisdn = plan.callingCode + national;
        const spaced = national.replace(/(\d{3})/g, '$1 ');
        const written = [
          msisdn,
          `+${msisdn}`,
          `00${msisdn}`,
          `+${plan.callingCode} ${spaced}`,
          plan.trunkPrefix + national,
          national,
        ];
        for (const text of written) expect(normaliseMsisdn(text, plan.country, false)).toBe(msisdn);
      }),
    );
  });

  test('any text gives E.164 digits or null, and its own result again', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()-]{0,20}$/));
    fc.assert(
      fc.property(text, fc.boolean(), (written, lenient) => {
        const msisdn = normaliseMsisdn(written, 'KE', lenient);
        if (msisdn === null) return;
        expect(msisdn).toMatch(/^[1-9]\d{6,14}$/);
        expect(normaliseMsisdn(`+${msisdn}`, 'KE', lenient)).toBe(msisdn);
      }),
    );
  });
});

describe('maskMsisdn', () => {
  test.each([
    ['254700000078', '+254 ••••••• 78'],
    ['12025550143', '+1 •••••••• 43'],
    ['447400000001', '+44 •••••••• 01'],
    ['0700000001', '••••••••••'],
    ['hello', '•••••'],
    ['', ''],
  ])('%j is shown as %j', (msisdn, masked) => {
    expect(maskMsisdn(msisdn)).toBe(masked);
  });
});
