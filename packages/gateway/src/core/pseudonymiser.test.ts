import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pseudonymiserOf } from './pseudonymiser.ts';

const key = Buffer.alloc(32, 7);
const { contact, uuid } = pseudonymiserOf(key);

test('a pseudonym is the beginning of the HMAC in base32', () => {
  const derived = Buffer.from(hkdfSync('sha256', key, '', 'ujumbe pseudonyms', 32));
  const digest = createHmac('sha256', derived).update('contact 1 254700000001').digest();
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = Array.from({ length: 15 }, (_, i) => Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2));
  const expected = letters.map((n) => 'abcdefghijklmnopqrstuvwxyz234567'[n]).join('');
  expect(contact(1, '254700000001')).toBe(`c${expected}`);
});

test('it is stable within an account, and another for another account, number or key', () => {
  const one = contact(1, '254700000001');
  expect(contact(1, '254700000001')).toBe(one);
  expect(pseudonymiserOf(Buffer.alloc(32, 7)).contact(1, '254700000001')).toBe(one);
  expect(contact(2, '254700000001')).not.toBe(one);
  expect(contact(1, '254700000002')).not.toBe(one);
  expect(pseudonymiserOf(Buffer.alloc(32, 8)).contact(1, '254700000001')).not.toBe(one);
  expect(contact(11, '2')).not.toBe(contact(1, '12'));
});

test('no spreadsheet takes a pseudonym for a number or a formula', () => {
  fc.assert(
    fc.property(fc.nat(), fc.stringMatching(/^\d{6,15}$/), (account, msisdn) => {
      expect(contact(account, msisdn)).toMatch(/^c[a-z2-7]{15}$/);
    }),
  );
});

test('a UUID has the form of version 4', () => {
  expect(uuid('flow 1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuid('flow 1')).toBe(uuid('flow 1'));
  expect(uuid('flow 2')).not.toBe(uuid('flow 1'));
});
