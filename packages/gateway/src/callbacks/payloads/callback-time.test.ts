import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callbackTimeIn } from './callback-time.ts';

test.each([
  ['Africa/Nairobi', '2019-02-05T15:27:39.878Z', '2019-02-05 18:27:39.878'],
  ['Africa/Nairobi', '2019-02-05T20:59:59.999Z', '2019-02-05 23:59:59.999'],
  ['Africa/Nairobi', '2019-02-05T21:00:00.000Z', '2019-02-06 00:00:00.000'],
  ['UTC', '2026-12-31T23:59:59.001Z', '2026-12-31 23:59:59.001'],
  ['Asia/Kathmandu', '2026-01-01T00:00:00.050Z', '2026-01-01 05:45:00.050'],
  ['America/St_Johns', '2026-01-01T00:00:00.000Z', '2025-12-31 20:30:00.000'],
])('%s at %s', (zone, instant, expected) => {
  expect(callbackTimeIn(zone)(Date.parse(instant))).toBe(expected);
});

test('the kept offset ends with daylight saving time', () => {
  const writeTime = callbackTimeIn('Europe/Paris');
  expect(writeTime(Date.parse('2026-10-25T00:59:59.999Z'))).toBe('2026-10-25 02:59:59.999');
  expect(writeTime(Date.parse('2026-10-25T01:00:00.000Z'))).toBe('2026-10-25 02:00:00.000');
});

test('agrees with Intl at any instant, in any order', () => {
  for (const zone of ['Africa/Nairobi', 'Europe/Paris', 'America/Sao_Paulo', 'Australia/Lord_Howe']) {
    const writeTime = callbackTimeIn(zone);
    const intl = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('1995-01-01'), max: Date.parse('2035-01-01') }), (ms) => {
        const text = writeTime(ms);
        expect(text.slice(0, 19)).toBe(intl.format(ms));
        expect(Number(text.slice(20))).toBe(ms % 1000);
      }),
    );
  }
});

test('an unknown zone is refused when it is set', () => {
  expect(() => callbackTimeIn('Africa/Atlantis')).toThrow(RangeError);
});
