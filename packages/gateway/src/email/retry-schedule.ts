const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits between attempts, a good two days in all. */
const waits: readonly number[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/** How long to wait after a failed attempt, in milliseconds; null for never. @param attempts made so far, from 1 */
export function waitAfterAttempt(attempts: number): number | null {
  return waits[attempts - 1] ?? null;
}
