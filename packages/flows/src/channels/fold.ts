const alike: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ة: 'ه', ى: 'ي', ـ: '' };

/**
 * A text as it is compared: lower case, without accents, vowel marks and joiners, letters people take for one another made one, words parted
 * by single spaces. Emoji stay.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[œæßøةىـ]/g, (letter) => alike[letter] ?? letter)
    .replace(/['’]/g, '')
    .replace(/[\p{P}\s]+/gu, ' ')
    .trim();
}
