import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyOf } from './policy-of.ts';
import { withSuffix } from './with-suffix.ts';

const kenya = policyOf('KE');
const SUFFIX = 'STOP*456*9*5#';

describe('in Kenya', () => {
  test('a promotional text ends with it', () => {
    expect(withSuffix(kenya, 'promotional', 'Karibu')).toEqual({
      text: `Karibu ${SUFFIX}`,
      added: true,
      partsBefore: 1,
      partsAfter: 1,
    });
  });

  test('it is counted: a full part becomes two', () => {
    const full = 'x'.repeat(160);
    expect(withSuffix(kenya, 'promotional', full)).toMatchObject({ partsBefore: 1, partsAfter: 2 });
    expect(withSuffix(kenya, 'promotional', 'x'.repeat(160 - SUFFIX.length - 1))).toMatchObject({
      partsAfter: 1,
    });
  });

  test('a transactional text has none', () => {
    expect(withSuffix(kenya, 'transactional', 'Karibu')).toMatchObject({ text: 'Karibu', added: false });
  });

  test('it is added once', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = withSuffix(kenya, 'promotional', text).text;
        expect(withSuffix(kenya, 'promotional', once)).toMatchObject({ text: once, added: false });
      }),
    );
  });
});

test('elsewhere no suffix is known', () => {
  expect(withSuffix(policyOf('SN'), 'promotional', 'Bonjour')).toMatchObject({
    text: 'Bonjour',
    added: false,
  });
});
