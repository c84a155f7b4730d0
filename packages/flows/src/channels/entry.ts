/** Digits 0 to 9 of other scripts, each by its zero: Arabic, Persian, N'Ko, Devanagari, Bengali, full width. */
const zeros = [0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0xff10] as const;
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\uff10-\uff19]/g;
const invisible = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** What makes a keycap emoji of a digit. */
const keycap = /\ufe0f?\u20e3/g;

/** Free text without spaces around it and marks of direction, its accents one with their letters, else as it was written. */
export function freeText(text: string): string {
  return text.normalize('NFC').replace(invisible, '').trim();
}

/** An entry without what handsets and keyboards add to it, its digits as 0 to 9. */
export function plainEntry(text: string): string {
  return freeText(text).replace(keycap, '').replace(otherDigits, plainDigit);
}

/** The same on one line, words one space apart. */
export function plainLine(text: string): string {
  return plainEntry(text).replace(/\s+/gu, ' ');
}

function plainDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  const zero = zeros.find((first) => code >= first && code < first + 10) ?? code;
  return String(code - zero);
}

/** `1.`, `1)` and `(1)` as `1`, as lists put them. Other entries stay. */
export function withoutMarks(entry: string): string {
  return /^\(?\s*(\d{1,4})\s*[.):]?$/.exec(entry)?.[1] ?? entry;
}

/** The number of an entry such as `1`, `1.`, `(1)` or `01`; null where it is none. */
export function numberIn(entry: string): number | null {
  const digits = withoutMarks(entry);
  return /^\d{1,4}$/.test(digits) ? Number(digits) : null;
}
