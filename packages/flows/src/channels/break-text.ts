/** Where a text is broken: what still fits, and what is left. */
export type Broken = { readonly head: string; readonly tail: string };

/** Looked at beyond the limit, to tell where a character of several code points ends. */
const LONGEST_CHARACTER = 32;

/**
 * Breaks a text so that its head fits, at the last space or line break, else between two characters as people see them, and never
 * within a surrogate pair. Spaces at the break are dropped. The head is at least one code point, whether or not that fits.
 */
export function breakText(text: string, fits: (head: string) => boolean): Broken {
  if (fits(text)) return { head: text, tail: '' };
  const most = longestFitting(text, fits);
  const end = endOfWord(text, most, fits) ?? endOfCharacter(text, most, fits) ?? endOfCodePoint(text, most);
  return { head: text.slice(0, end).trimEnd(), tail: text.slice(end).trimStart() };
}

/** What fits grows with the text, but for the step out of the GSM alphabet: so whoever breaks earlier looks again. */
function longestFitting(text: string, fits: (head: string) => boolean): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function endOfWord(text: string, most: number, fits: (head: string) => boolean): number | null {
  for (let end = most; end > 0; end--) {
    if (!/\s/u.test(text.charAt(end))) continue;
    const head = text.slice(0, end).trimEnd();
    if (head !== '' && fits(head)) return end;
  }
  return null;
}

function endOfCharacter(text: string, most: number, fits: (head: string) => boolean): number | null {
  const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const starts = [...characters.segment(text.slice(0, most + LONGEST_CHARACTER))].map(({ index }) => index);
  return starts.findLast((start) => start > 0 && start <= most && fits(text.slice(0, start))) ?? null;
}

/** Where one character is longer than the screen. */
function endOfCodePoint(text: string, most: number): number {
  const isWithinPair = (text.charCodeAt(most - 1) & 0xfc00) === 0xd800;
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return Math.max(isWithinPair ? most - 1 : most, first.length);
}
