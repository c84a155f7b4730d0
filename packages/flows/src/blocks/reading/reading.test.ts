import { describe, expect, it } from 'vitest';
import dates from './read-date.cases.json' with { type: 'json' };
import { readDate } from './read-date.ts';
import numbers from './read-number.cases.json' with { type: 'json' };
import { readNumber } from './read-number.ts';
import patterns from './read-pattern.cases.json' with { type: 'json' };
import { type Pattern, readPattern } from './read-pattern.ts';
import phones from './read-phone.cases.json' with { type: 'json' };
import { readPhone } from './read-phone.ts';

describe('numbers', () => {
  it.each(numbers)('reads "$text" as $value', ({ text, decimals, outOf, value, places }) => {
    const read = readNumber(text, decimals, outOf);
    expect(read?.value ?? null).toBe(value);
    if (places !== undefined) expect(read?.decimals).toBe(places);
  });
});

describe('dates', () => {
  it.each(dates)('reads "$text" as $day', ({ text, min, max, day }) => {
    expect(readDate(text, '2026-11-22', { min: min ?? null, max: max ?? null })).toBe(day);
  });
});

describe('phone numbers', () => {
  it.each(phones)('reads "$text" in $country as $number', ({ text, country, number }) => {
    expect(readPhone(text, country)).toBe(number);
  });
});

describe('patterns', () => {
  it.each(patterns)('reads "$text" as $pattern: $value', ({ pattern, text, value }) => {
    expect(readPattern(text, pattern as Pattern)).toBe(value);
  });
});
