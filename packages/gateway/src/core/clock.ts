/** Where a room takes the time from, so that tests can fix it. */
export type Clock = {
  /** Milliseconds since the epoch: for what is stored or shown. */
  now(): number;
  /** Milliseconds that never go back: for durations and deadlines inside this process. */
  monotonic(): number;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
