import { isGsm7 } from '@ujumbe/smpp/text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cases from './smart-encoding.cases.json' with { type: 'json' };
import { smartEncode } from './smart-encoding.ts';

type Case = [label: string, text: string, spelled: string];
const anyText = fc.string({ unit: 'grapheme' });

describe('smartEncode', () => {
  test.each(cases.smart as Case[])('smart, %s: %j', (_label, text, spelled) => {
    expect(smartEncode(text, 'smart')).toBe(spelled);
  });

  test.each(cases.ascii as Case[])('ascii, %s: %j', (_label, text, spelled) => {
    expect(smartEncode(text, 'ascii')).toBe(spelled);
  });

  test('off changes nothing', () => {
    fc.assert(fc.property(anyText, (text) => smartEncode(text, 'off') === text));
  });

  test('a changed text always fits, an unchanged one is the original', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const smart = smartEncode(text, 'smart');
        const ascii = smartEncode(text, 'ascii');
        expect(smart === text || isGsm7(smart)).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for
        expect(ascii === text || /^[\x00-\x7f]*$/.test(ascii)).toBe(true);
        expect(smartEncode(smart, 'smart')).toBe(smart);
      }),
    );
  });

  test('what the wire writes in seven bits is left alone, character by character', () => {
    for (let code = 0; code < 0xffff; code++) {
      const character = String.fromCharCode(code);
      if (isGsm7(character)) expect(smartEncode(character, 'smart')).toBe(character);
      else if (smartEncode(character, 'smart') !== character) {
        expect(isGsm7(smartEncode(character, 'smart'))).toBe(true);
      }
    }
  });
});
