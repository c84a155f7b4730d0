import { expect, test } from 'vitest';
import { readUssdCode } from './read-ussd-code.ts';

test.each([
  ['*384*12#', '*384*12#'],
  [' 384*12 ', '*384*12#'],
  ['#100#', '*100#'],
  ['*384*12', '*384*12#'],
  ['*384**12#', null],
  ['*384*1 2#', null],
  ['*384*a#', null],
  ['*#', null],
  ['menu', null],
  ['', null],
  [`*${'1'.repeat(21)}#`, null],
])('%j is %j', (text, code) => expect(readUssdCode(text)).toBe(code));
