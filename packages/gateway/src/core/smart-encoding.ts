import { asciiSpellings, substitutions } from './smart-encoding/substitutions.ts';

/** The characters of the GSM 7-bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1). */
const GSM =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/u;
const ASCII = /^[\n\r\f -~]*$/;
const COMBINING_MARKS = /[\u0300-\u036f]/g;
/** Written smaller they mean something else than on the line: 10² is not 102. */
const RAISED_OR_LOWERED = /^[²³¹\u2070-\u209f]$/;
const FRACTION = /^[¼½¾\u2150-\u215e]$/;

/**
 * Spells a text with characters that take seven bits instead of sixteen, where that changes how it looks but not what it
 * says. Unless the whole text fits afterwards it is given back as it was: half a change would cost the same.
 *
 * `off` changes nothing; `smart` aims at GSM 03.38; `ascii` at plain ASCII, for operators whose tables cannot be trusted.
 */
export function smartEncode(text: string, mode: 'off' | 'smart' | 'ascii'): string {
  switch (mode) {
    case 'off':
      return text;
    case 'smart':
      return rewrite(text, GSM, [substitutions]);
    case 'ascii':
      return rewrite(text, ASCII, [substitutions, asciiSpellings]);
  }
}

function rewrite(text: string, allowed: RegExp, tables: readonly ReadonlyMap<string, string>[]): string {
  if (allowed.test(text)) return text;
  let spelled = '';
  for (const character of text.normalize('NFC')) {
    const spelling = spell(character, allowed, tables);
    if (spelling === null) return text;
    // 1½ is one and a half, not eleven halves.
    if (FRACTION.test(character) && /\d$/.test(spelled)) spelled += ' ';
    spelled += spelling;
  }
  // Invisible characters alone would leave no message at all.
  return spelled === '' ? text : spelled;
}

function spell(
  character: string,
  allowed: RegExp,
  tables: readonly ReadonlyMap<string, string>[],
): string | null {
  if (allowed.test(character)) return character;
  for (const table of tables) {
    const spelling = table.get(character);
    if (spelling !== undefined) return spelling;
  }
  if (RAISED_OR_LOWERED.test(character)) return null;
  const parts = character.normalize('NFKD').replace(COMBINING_MARKS, '');
  if (parts === character) return null;
  let spelled = '';
  for (const part of parts) {
    const spelling = spell(part, allowed, tables);
    if (spelling === null) return null;
    spelled += spelling;
  }
  return spelled;
}
