/**
 * The known word that was probably meant: at most a third of its letters differ (Levenshtein distance, letters without case),
 * or one is the beginning of the other.
 * Null where nothing is near enough to be worth saying, as for words of one or two letters.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  if (word.length < 3) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best ?? known.find((candidate) => candidate.startsWith(word) || word.startsWith(candidate)) ?? null;
}

/** The same as the end of a sentence: ` Did you mean "choice"?`, or nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === null ? '' : ` Did you mean "${near}"?`;
}

function distanceOf(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const here = [row];
    for (let column = 1; column <= right.length; column++) {
      const swapped = (above[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      here.push(Math.min(swapped, (above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1));
    }
    above = here;
  }
  return above.at(-1) ?? 0;
}
