/** Pauses between connection attempts, in milliseconds. */
export interface ReconnectOptions {
  /** Network trouble: a random pause up to this, doubled with each failure … */
  initialMs?: number;
  /** … up to this. */
  maxMs?: number;
  /** A bind that held this long starts the count anew. */
  stableAfterMs?: number;
  /** Least pause after the operator ended the session itself: some count quick returns as abuse. */
  minAfterRemoteCloseMs?: number;
  /** Least pause after ESME_RALYBND: our former session still lives at the operator. */
  minAfterAlreadyBoundMs?: number;
  /** Refused credentials: doubled from here, as hammering gets accounts locked … */
  credentialsInitialMs?: number;
  /** … up to here. */
  credentialsMaxMs?: number;
}

export const defaultReconnectOptions: Required<ReconnectOptions> = {
  initialMs: 1_000,
  maxMs: 60_000,
  stableAfterMs: 60_000,
  minAfterRemoteCloseMs: 5_000,
  minAfterAlreadyBoundMs: 30_000,
  credentialsInitialMs: 60_000,
  credentialsMaxMs: 900_000,
};

/** Why the link is down. */
export type DownCause = 'network' | 'remote-close' | 'already-bound' | 'credentials';

/**
 * Pause before the next attempt: full jitter over an exponential bound, so that many links cut off at once do not
 * come back at once.
 *
 * @param failures attempts failed in a row before this one, 0 for the first.
 * @param random 0 to under 1.
 */
export function reconnectDelay(
  cause: DownCause,
  failures: number,
  options: Required<ReconnectOptions>,
  random: number,
): number {
  const doubled = 2 ** Math.min(failures, 30);
  const jittered = random * Math.min(options.maxMs, options.initialMs * doubled);
  switch (cause) {
    case 'network':
      return jittered;
    case 'remote-close':
      return Math.max(options.minAfterRemoteCloseMs, jittered);
    case 'already-bound':
      return Math.max(options.minAfterAlreadyBoundMs, jittered);
    case 'credentials':
      return Math.min(options.credentialsMaxMs, options.credentialsInitialMs * doubled);
  }
}
