import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGsm7, encodeGsm7 } from './gsm7.ts';
import { packUssd, unpackUssd } from './pack.ts';
import cases from './ussd-text.cases.json' with { type: 'json' };
import { decodeUssd, encodeUssd, ussdEncodingOf } from './ussd-text.ts';

const alphabet = '@£$¥\n\rΔ_ !"#*0123456789?AZÑÜ§azäöñüà^{}\\[~]|€';
const gsmText = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 91 });
const octets = (hex: string) => Buffer.from(hex, 'hex');

describe('packing for USSD', () => {
  it.each(cases.packed)('packs $text', ({ text, hex }) => {
    expect(packUssd(encodeGsm7(text)).toString('hex')).toBe(hex);
  });

  it.each(cases.unpacked)('unpacks $hex', ({ hex, text }) => {
    expect(decodeGsm7(unpackUssd(octets(hex)))).toBe(text);
  });

  it('takes 182 septets in 160 octets', () => {
    expect(packUssd(encodeGsm7('A'.repeat(182)))).toHaveLength(160);
    expect(packUssd(encodeGsm7('A'.repeat(183)))).toHaveLength(161);
  });

  it('gives back any text; a CR at its end may come back as two, or as none where it fills the last octet', () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        const back = decodeGsm7(unpackUssd(packUssd(encodeGsm7(text))));
        expect(back.replace(/\r+$/, '')).toBe(text.replace(/\r+$/, ''));
        if (!text.endsWith('\r')) expect(back).toBe(text);
        // Never '@', which is what spare bits left at zero would show.
        expect(back.endsWith('@')).toBe(text.endsWith('@'));
      }),
    );
  });
});

describe('the text of a USSD string', () => {
  it.each(cases.decoded)('$label', ({ dataCoding, hex, packed, text }) => {
    expect(decodeUssd(octets(hex), dataCoding, packed)).toBe(text);
  });

  it.each(cases.encoded)('$text goes out in $encoding', ({ text, packed, hex, encoding }) => {
    expect(encodeUssd(text, packed)).toEqual({ octets: octets(hex), encoding });
  });

  it('is refused when no network can carry it', () => {
    expect(encodeUssd('A'.repeat(182), true).octets).toHaveLength(160);
    expect(() => encodeUssd('A'.repeat(183))).toThrow('holds 182 septets; this one has 183');
    expect(() => encodeUssd('€'.repeat(92))).toThrow('this one has 184');
    expect(encodeUssd('Ж'.repeat(80)).octets).toHaveLength(160);
    expect(() => encodeUssd('Ж'.repeat(81))).toThrow('holds 80 UTF-16 units; this one has 81');
  });

  it('is read whatever its octets are', () => {
    const anyCoding = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), anyCoding, fc.boolean(), (bytes, dataCoding, packed) => {
        expect(typeof decodeUssd(bytes, dataCoding, packed)).toBe('string');
      }),
    );
  });

  it('comes back as it went out', () => {
    const anyText = fc.oneof(gsmText, fc.string({ unit: 'grapheme', maxLength: 20 }));
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, packed) => {
        fc.pre(text.length <= 80 && text.isWellFormed() && !text.endsWith('\r'));
        const { octets: sent, encoding } = encodeUssd(text, packed);
        expect(decodeUssd(sent, encoding === 'ucs2' ? 0x48 : 0x0f, packed)).toBe(text);
      }),
    );
  });

  it('is UCS-2, data or GSM by the groups of cell broadcast', () => {
    const byEncoding = Map.groupBy(
      Array.from({ length: 256 }, (_, value) => value),
      ussdEncodingOf,
    );
    const hexOf = (values: number[] = []) => values.map((value) => value.toString(16)).join(' ');
    expect(hexOf(byEncoding.get('ucs2'))).toBe(
      '8 11 48 49 4a 4b 58 59 5a 5b 68 69 6a 6b 78 79 7a 7b 98 99 9a 9b',
    );
    expect(hexOf(byEncoding.get('8-bit'))).toBe(
      '44 45 46 47 54 55 56 57 64 65 66 67 74 75 76 77 94 95 96 97 f4 f5 f6 f7 fc fd fe ff',
    );
  });
});
