const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits between attempts, about two days in all. */
const waits: readonly number[] = [
  10 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/** How long a callback may be owed at all, waits at an open breaker included. */
export const MAX_AGE_MS = 96 * HOUR;

/**
 * How long to wait after a failed attempt, in milliseconds, or null for never: the callback is a dead letter, kept for replay.
 *
 * @param attempts attempts made so far, this one included
 * @param status the HTTP status of this attempt, or null when there was no answer; 410 says the address is gone for good
 */
export function waitAfterFailure(attempts: number, status: number | null): number | null {
  if (status === 410) return null;
  return waits[attempts - 1] ?? null;
}
