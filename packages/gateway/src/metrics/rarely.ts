const EVERY_MS = 10_000;

/**
 * Asks the database at most every ten seconds, however often the metrics are read; while it is away the last answer stands.
 * @param first stands for the answer before there is one
 */
export function rarely<Answer>(
  read: () => Promise<Answer>,
  now: () => number,
  first: Answer,
): () => Promise<Answer> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<Answer> = Promise.resolve(first);
  return () => {
    if (Math.abs(now() - askedAt) < EVERY_MS) return answer;
    askedAt = now();
    const former = answer;
    answer = read().catch(() => former);
    return answer;
  };
}
