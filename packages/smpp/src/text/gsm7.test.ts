import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSeptets, decodeGsm7, encodeGsm7, isGsm7 } from './gsm7.ts';
import { packGsm7, packUssd, unpackGsm7 } from './pack.ts';

const alphabet =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNO' +
  'PQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€';

const gsmText = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 200 });

describe('GSM 7-bit alphabet', () => {
  it('has 127 basic and 10 escaped characters', () => {
    expect(isGsm7(alphabet)).toBe(true);
    expect(countSeptets(alphabet)).toBe(127 + 20);
  });

  it.each([
    ['[€]', '1b3c1b651b3e'],
    ['hello', '68656c6c6f'],
    ['@Ç', '0009'],
  ])('encodes %j as %s', (text, hex) => {
    expect(encodeGsm7(text).toString('hex')).toBe(hex);
    expect(decodeGsm7(Buffer.from(hex, 'hex'))).toBe(text);
  });

  it.each(['ç', '`', 'á', 'ê', '\t', '\u001b', '😀', 'ж', 'Ā'])('does not have %j', (character) => {
    expect(isGsm7(character)).toBe(false);
    expect(countSeptets(character)).toBe(-1);
    expect(() => encodeGsm7(`ab${character}`)).toThrow(`"${character}" at position 2`);
  });

  it('reads an unknown escape as the basic character, two escapes as a space, drops a lone one', () => {
    expect(decodeGsm7(Buffer.from('611b62', 'hex'))).toBe('ab');
    expect(decodeGsm7(Buffer.from('611b1b62', 'hex'))).toBe('a b');
    expect(decodeGsm7(Buffer.from('611b', 'hex'))).toBe('a');
  });

  it('reads an octet above 0x7f as U+FFFD', () => {
    expect(decodeGsm7(Buffer.from('61e9', 'hex'))).toBe('a\ufffd');
  });

  it('gives back any text of the alphabet', () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        expect(decodeGsm7(encodeGsm7(text))).toBe(text);
        expect(encodeGsm7(text)).toHaveLength(countSeptets(text));
      }),
    );
  });
});

describe('packing', () => {
  it('packs hello into five octets', () => {
    expect(packGsm7(encodeGsm7('hello')).toString('hex')).toBe('e8329bfd06');
  });

  it('gives back any septets, with any fill bits', () => {
    fc.assert(
      fc.property(gsmText, fc.integer({ min: 0, max: 6 }), (text, fillBits) => {
        const septets = encodeGsm7(text);
        const packed = packGsm7(septets, fillBits);
        expect(packed).toHaveLength(Math.ceil((fillBits + 7 * septets.length) / 8));
        expect(unpackGsm7(packed, septets.length, fillBits)).toEqual(septets);
      }),
    );
  });

  it('fills seven spare bits of a USSD string with CR', () => {
    expect(unpackGsm7(packUssd(encodeGsm7('1234567'))).toString('latin1')).toBe('1234567\r');
    expect(unpackGsm7(packUssd(encodeGsm7('1234567\r'))).toString('latin1')).toBe('1234567\r\r');
    expect(packUssd(encodeGsm7('12345678'))).toHaveLength(7);
  });
});
