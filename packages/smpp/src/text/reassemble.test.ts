import { describe, expect, it } from 'vitest';
import { joinParts, type MessagePart, partKey } from './reassemble.ts';
import { encodeUcs2 } from './ucs2.ts';

const gsm = (sequence: number, text: string): MessagePart => ({
  sequence,
  octets: Buffer.from(text, 'latin1'),
  encoding: 'gsm7',
});

describe('joinParts', () => {
  it('joins parts in any order', () => {
    expect(joinParts([gsm(3, 'c'), gsm(1, 'a'), gsm(2, 'b')], 3)).toEqual({
      complete: true,
      text: 'abc',
      missing: [],
    });
  });

  it('puts one mark for each gap and names what is missing', () => {
    expect(joinParts([gsm(2, 'b'), gsm(5, 'e')], 6)).toEqual({
      complete: false,
      text: '…b…e…',
      missing: [1, 3, 4, 6],
    });
  });

  it('lets the first of a repeated part count and ignores numbers that cannot be', () => {
    const parts = [gsm(1, 'a'), gsm(1, 'X'), gsm(0, 'Y'), gsm(3, 'Z'), gsm(2, 'b')];
    expect(joinParts(parts, 2).text).toBe('ab');
  });

  it('mends a surrogate pair and an escape cut in two at the border', () => {
    const octets = encodeUcs2('ж😀');
    const halves: MessagePart[] = [
      { sequence: 1, octets: octets.subarray(0, 4), encoding: 'ucs2' },
      { sequence: 2, octets: octets.subarray(4), encoding: 'ucs2' },
    ];
    expect(joinParts(halves, 2).text).toBe('ж😀');
    expect(joinParts([gsm(1, '10\u001b'), gsm(2, 'e')], 2).text).toBe('10€');
  });

  it('reads each part in its own alphabet', () => {
    const parts: MessagePart[] = [gsm(1, 'ab'), { sequence: 2, octets: encodeUcs2('ж'), encoding: 'ucs2' }];
    expect(joinParts(parts, 2).text).toBe('abж');
  });
});

it('keys parts by both addresses, method, reference and total', () => {
  const position = { method: 'udh8', reference: 7, total: 3, sequence: 1 } as const;
  expect(partKey('254700000001', '22344', position)).toBe('254700000001>22344:udh8:7:3');
});
