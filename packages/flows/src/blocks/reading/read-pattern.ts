import { plainLine } from '../../channels/entry.ts';

export type Pattern = 'digits' | 'letters' | 'name' | 'email' | 'national-id';

/**
 * A text as its pattern has it, null where it is none of it. Digits may be written in groups; names and letters in any script; an
 * email address is one that can be written to, not all that RFC 5322 allows; a national ID is 4 to 24 letters and digits.
 */
export function readPattern(text: string, pattern: Pattern): string | null {
  switch (pattern) {
    case 'digits':
      return matching(plainLine(text).replace(/[ .-]/gu, ''), /^\d+$/u);
    case 'letters':
      return matching(text, /^[\p{L}\p{M} ]+$/u);
    case 'name':
      return matching(text.replace(/\s+/gu, ' '), /^(?=.*\p{L})[\p{L}\p{M} .'’-]+$/u);
    case 'email':
      return matching(
        text.toLowerCase(),
        /^[^\s@<>()",;:]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/u,
        /\.[a-z]{2,}$/u,
      );
    case 'national-id':
      return matching(
        plainLine(text)
          .replace(/[ ./-]/gu, '')
          .toUpperCase(),
        /^(?=.*\d)[A-Z0-9]{4,24}$/u,
      );
  }
}

function matching(text: string, ...forms: readonly RegExp[]): string | null {
  return forms.every((form) => form.test(text)) ? text : null;
}
