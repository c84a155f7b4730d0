import { expect, it } from 'vitest';
import { formatId, type IdFormInput, messageNumbers, readIdForm } from './message-ids.ts';

const cases: [IdFormInput, string][] = [
  ['decimal', '169552957'],
  ['hex', 'a1b2c3d'],
  ['HEX', 'A1B2C3D'],
  [{ form: 'hex', upper: true, width: 8 }, '0A1B2C3D'],
  [{ form: 'decimal', width: 10 }, '0169552957'],
  ['uuid', '5a5a5a5a-005a-4a5a-8a5a-00000a1b2c3d'],
];

it.each(cases)('writes 0x0A1B2C3D as %j', (form, expected) => {
  expect(formatId(0x0a1b2c3d, readIdForm(form, 'id'))).toBe(expected);
});

it('numbers go up and stay exact', () => {
  const next = messageNumbers(Date.UTC(2100, 0, 1));
  const first = next();
  expect(next()).toBe(first + 1);
  expect(Number.isSafeInteger(first)).toBe(true);
});
