import { expect, test } from 'vitest';
import { isSenderId } from './sender-ids.ts';

test.each([
  'TIARA',
  'a',
  'My Shop',
  'A.B_C&D-E',
  '4U',
  'ELEVENCHARS',
  '123',
  '22141',
  '254700000001',
  '123456789012345',
])('%j can be a sender ID', (text) => {
  expect(isSenderId(text)).toBe(true);
});

test.each([
  '',
  ' ',
  '12',
  '1234567890123456',
  'TWELVECHARSX',
  'THIS-IS-TOO-LONG',
  ' TIARA',
  'TIARA ',
  '+254700000001',
  '22 141',
  '...',
  'Café',
  'TIARA😀',
  'A\nB',
  'A\tB',
  'ТIARA',
  'A/B',
  "A'B",
])('%j cannot', (text) => {
  expect(isSenderId(text)).toBe(false);
});
