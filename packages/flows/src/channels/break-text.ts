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
  for (let at = most; at > 0; at--) {
    if (!/\s/u.test(text.charAt(at))) continue;
    const head = text.slice(0, at).trimEnd();
    if (head !== '') return { head, tail: text.slice(at).trimStart() };
  }
  const at = characterEnd(text, most);
  return { head: text.slice(0, at), tail: text.slice(at).trimStart() };
}

/** Longer texts never fit where shorter ones do not: each character adds to what is counted. */
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

function characterEnd(text: string, most: number): number {
  let end = 0;
  const nearby = text.slice(0, most + LONGEST_CHARACTER);
  for (const { index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(nearby)) {
    if (index > most) break;
    end = index;
  }
  if (end > 0) return end;
  const isWithinPair = (text.charCodeAt(most - 1) & 0xfc00) === 0xd800;
  const firstLength = String.fromCodePoint(text.codePointAt(0) ?? 0).length;
  return Math.max(isWithinPair ? most - 1 : most, firstLength);
}
