/**
 * Hides small counts of one distribution, so that nobody can be recognised by a rare answer: those from 1 to `smallest - 1`
 * become null. Where that hides a single one, the next smallest goes too: otherwise it would be what is missing to the total.
 */
export function hideSmall(counts: readonly number[], smallest: number): (number | null)[] {
  const told = counts.map((count) => (count > 0 && count < smallest ? null : count));
  if (told.filter((count) => count === null).length !== 1) return told;
  const rest = told.filter((count) => count !== null && count > 0);
  if (rest.length === 0) return told;
  const next = told.indexOf(Math.min(...(rest as number[])));
  return told.map((count, i) => (i === next ? null : count));
}

/** Hides small counts that stand by themselves, as `hideSmall` does those of a distribution. */
export function hideEach<Key extends string>(
  counts: Record<Key, number>,
  smallest: number,
): Record<Key, number | null> {
  const told = Object.entries<number>(counts).map(([key, n]) => [key, n > 0 && n < smallest ? null : n]);
  return Object.fromEntries(told) as Record<Key, number | null>;
}
