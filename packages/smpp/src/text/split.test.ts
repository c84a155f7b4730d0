import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEncoding, type Encoding } from './encoding-profile.ts';
import { countSeptets } from './gsm7.ts';
import cases from './split.cases.json' with { type: 'json' };
import { countSegments, type LongMethod, splitText, unitsPerPart } from './split.ts';

interface Case {
  label: string;
  text?: string;
  repeat?: string;
  times?: number;
  method?: LongMethod;
  given?: Encoding;
  encoding: Encoding;
  segments: number;
  units: number;
  unitsLeft: number;
  lengths?: number[];
}

describe('countSegments', () => {
  it.each(cases as Case[])('$label', (given) => {
    const text = given.text ?? (given.repeat as string).repeat(given.times as number);
    const options = {
      ...(given.method && { method: given.method }),
      ...(given.given && { encoding: given.given }),
    };
    const { encoding, segments, units, unitsLeft } = given;
    expect(countSegments(text, options)).toEqual({ encoding, segments, units, unitsLeft });
    const parts = splitText(text, options);
    expect(parts).toHaveLength(segments);
    if (given.lengths) expect(parts.map((part) => part.length)).toEqual(given.lengths);
  });

  it('refuses a text that does not fit the encoding asked for', () => {
    expect(() => countSegments('ж', { encoding: 'gsm7' })).toThrow(RangeError);
  });
});

/** Texts where borders hurt: escapes, surrogate pairs, lone surrogates and plain letters mixed. */
const text = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('a', 'é', '\n', 'Δ', '0123456789') },
      { weight: 3, arbitrary: fc.constantFrom('€', '[', '^', '\f') },
      { weight: 1, arbitrary: fc.constantFrom('😀', 'ж', '\ud83d', '\ude00', '👩‍👩‍👧') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
    ),
    { maxLength: 400 },
  )
  .map((pieces) => pieces.join(''));
const method = fc.constantFrom<LongMethod>('udh8', 'udh16', 'sar', 'payload');

describe('splitText', () => {
  it('loses nothing, cuts no pair, fills no part beyond its limit', () => {
    fc.assert(
      fc.property(text, method, (whole, by) => {
        const encoding = chooseEncoding(whole);
        const parts = splitText(whole, { method: by });
        expect(parts.join('')).toBe(whole);
        if (parts.length === 1) return;
        for (const part of parts) {
          const units = encoding === 'gsm7' ? countSeptets(part) : part.length;
          expect(units).toBeGreaterThan(0);
          expect(units).toBeLessThanOrEqual(unitsPerPart(by, encoding));
        }
        for (let index = 1; index < parts.length; index++) {
          const seam = (parts[index - 1] as string).slice(-1) + (parts[index] as string).slice(0, 1);
          expect(seam).not.toMatch(/^[\ud800-\udbff][\udc00-\udfff]$/);
        }
        expect(countSegments(whole, { method: by }).segments).toBe(parts.length);
      }),
      { numRuns: 500 },
    );
  });
});
