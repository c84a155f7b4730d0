/** Ids of sessions: 18 decimal digits of which the first 13 are the millisecond of their beginning. */
const PER_MS = 100_000n;
const PER_NODE = 1000;

/** The smallest id of an instant: the lower bound for ranges by time. @param ms since the epoch */
export function lowestSessionIdAt(ms: number): string {
  return String(BigInt(Math.max(0, Math.floor(ms))) * PER_MS);
}

/** Whether a string from outside can be looked up as a session's id. */
export function isSessionId(text: string): boolean {
  return /^\d{9,18}$/.test(text);
}

/**
 * Makes ids that no other live node makes: a node has a thousand a millisecond, and the clock is never read backwards.
 * @param slot of this node, 0 to 99, as of now
 */
export function sessionIds(slot: () => number, now: () => number): () => string {
  let lastMs = 0;
  let count = 0;
  return () => {
    const ms = Math.max(lastMs, Math.floor(now()));
    count = ms === lastMs ? count + 1 : 0;
    lastMs = count === PER_NODE ? ms + 1 : ms;
    if (count === PER_NODE) count = 0;
    return String(BigInt(lastMs) * PER_MS + BigInt(slot() * PER_NODE + count));
  };
}
