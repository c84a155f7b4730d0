/** Settings of one session; times in milliseconds. */
export interface SessionOptions {
  /** Requests we may have outstanding at once. */
  window?: number;
  /** How long a request waits for its response. */
  responseTimeoutMs?: number;
  /** How long the number of a timed-out request is remembered for a late response. */
  lateResponseMs?: number;
  /** Silence of the peer after which it is asked for a sign of life; 0 never asks. */
  enquireIntervalMs?: number;
  /** How long an enquire_link waits; after two without a sign of life the session ends. */
  enquireTimeoutMs?: number;
  /** How long our unbind waits for its response. */
  unbindTimeoutMs?: number;
  /** Largest PDU accepted, in octets. */
  maxPduLength?: number;
  /** How long a PDU may take from its first octet to its last. */
  partialPduTimeoutMs?: number;
  /** Output the peer has not taken, in octets, above which we stop reading from it. */
  maxUnsentBytes?: number;
  /** How long output may stay above that before the session ends. */
  unsentGraceMs?: number;
}

export const defaultSessionOptions: Required<SessionOptions> = {
  window: 10,
  responseTimeoutMs: 60_000,
  lateResponseMs: 600_000,
  enquireIntervalMs: 30_000,
  enquireTimeoutMs: 10_000,
  unbindTimeoutMs: 2_000,
  maxPduLength: 65_536,
  partialPduTimeoutMs: 10_000,
  maxUnsentBytes: 1_048_576,
  unsentGraceMs: 30_000,
};

/** How often a session looks at its deadlines: an eighth of the shortest, 10 ms to 1 s. */
export function tickInterval(options: Required<SessionOptions>): number {
  const shortest = Math.min(
    options.responseTimeoutMs,
    options.enquireIntervalMs || Number.POSITIVE_INFINITY,
    options.enquireTimeoutMs,
    options.unbindTimeoutMs,
    options.partialPduTimeoutMs,
    options.unsentGraceMs,
  );
  return Math.min(1000, Math.max(10, shortest / 8));
}
