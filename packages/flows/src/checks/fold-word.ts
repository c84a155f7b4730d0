/** A word as it is compared: without case, spaces around it, and letters or accents written in two ways. */
export function foldWord(word: string): string {
  return word.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase();
}
