import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinMoParts } from './join.ts';

const part = (sequence: number, text: string) => ({ sequence, body: Buffer.from(text, 'utf16le') });

describe('joining', () => {
  test('puts parts in the order of their sequence', () => {
    expect(joinMoParts([part(3, 'c'), part(1, 'a'), part(2, 'b')], 3)).toEqual({
      complete: true,
      text: 'abc',
    });
  });

  test('shows what is missing', () => {
    expect(joinMoParts([part(2, 'b')], 3)).toEqual({ complete: false, text: '…b…' });
    expect(joinMoParts([], 2)).toEqual({ complete: false, text: '……' });
  });

  test('makes whole what was cut in the middle of a character, wherever it was cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(80), { maxLength: 5 }),
        (text, at) => {
          const cuts = [0, ...new Set(at.map((cut) => cut % text.length)), text.length].sort((a, b) => a - b);
          const pieces = cuts.slice(1).map((end, index) => part(index + 1, text.slice(cuts[index], end)));
          expect(joinMoParts(pieces.toReversed(), pieces.length)).toEqual({ complete: true, text });
        },
      ),
    );
  });
});
