/**
 * What a person entered, without what handsets and keyboards add: spaces and invisible marks around it, and digits of the Arabic
 * scripts as 0 to 9.
 */
export function plainEntry(text: string): string {
  return plainDigits(text.replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')).trim();
}

/** ٠ to ٩ and ۰ to ۹ as 0 to 9. */
function plainDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
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
