import { expect, test } from 'vitest';
import { isEmailAddress } from './email-address.ts';

test.each(['a@b', 'clinic.one+north@example.org', 'kliniki@mfano.co.ke'])('%s is an address', (text) => {
  expect(isEmailAddress(text)).toBe(true);
});

test.each([
  'nobody',
  '@example.org',
  'a@',
  'a@b@c',
  'a@b, c@d',
  'Asha <a@b>',
  'a @b',
  'a@b\r\nBcc: c@d',
  `${'a'.repeat(65)}@b`,
])('%j is none', (text) => {
  expect(isEmailAddress(text)).toBe(false);
});
