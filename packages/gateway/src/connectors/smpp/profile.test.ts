import { expect, test } from 'vitest';
import { readSmppProfile } from './profile.ts';

const usual = {
  failsWhenUncertain: false,
  receiptIdMode: 'auto',
  receipts: 'all',
  partialGraceMs: 7_200_000,
  failoverAfter: 30,
};

test.each([
  ['nothing', {}, {}],
  ['other settings', { host: 'smsc.example', window: 5 }, {}],
  ['what it holds', { receipts: 'any', partialGrace: 0.5 }, { receipts: 'any', partialGraceMs: 500 }],
  [
    'failing when unsure',
    { onResponseTimeout: 'fail', failoverAfter: 0 },
    { failsWhenUncertain: true, failoverAfter: 0 },
  ],
  ['what cannot be used beside what can', { receiptIdMode: 'octal', failoverAfter: 0 }, { failoverAfter: 0 }],
] as const)('the profile of %s', (_label, settings, expected) => {
  expect(readSmppProfile(settings)).toEqual({ ...usual, ...expected });
});
