import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSmppTime, parseSmppTime } from './smpp-time.ts';

const evening = new Date('2026-11-21T19:30:00Z');

describe('SMPP time', () => {
  it.each<[Date | number, number, string]>([
    [86_400, 0, '000001000000000R'],
    [300, 0, '000000000500000R'],
    [evening, 0, '261121193000000+'],
    [evening, 180, '261121223000012+'],
    [evening, -300, '261121143000020-'],
  ])('formats %s in zone %i as %s', (time, zone, text) => {
    expect(formatSmppTime(time, zone)).toBe(text);
    const parsed = parseSmppTime(text);
    expect(parsed).toEqual(
      typeof time === 'number' ? { kind: 'relative', seconds: time } : { kind: 'absolute', at: time },
    );
  });

  it.each(['', '2611211930', '261321193000000+', '261121243000000+', '26112119300000+', 'xxxxxxxxxxxxxxxx'])(
    'does not read %j',
    (text) => {
      expect(parseSmppTime(text)).toBeNull();
    },
  );

  it('refuses a relative time it cannot write', () => {
    for (const seconds of [-1, Number.NaN, 100 * 365 * 86_400]) {
      expect(() => formatSmppTime(seconds)).toThrow(RangeError);
    }
  });

  it('gives back any instant to the tenth of a second, in any zone, and any span', () => {
    const instant = fc.integer({ min: Date.UTC(2000, 0, 2), max: Date.UTC(2099, 11, 30) });
    fc.assert(
      fc.property(instant, fc.integer({ min: -48, max: 48 }), (at, quarters) => {
        const tenth = new Date(Math.floor(at / 100) * 100);
        expect(parseSmppTime(formatSmppTime(tenth, quarters * 15))).toEqual({ kind: 'absolute', at: tenth });
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 * 365 * 86_400 }), (seconds) => {
        expect(parseSmppTime(formatSmppTime(seconds))).toEqual({ kind: 'relative', seconds });
      }),
    );
  });
});
