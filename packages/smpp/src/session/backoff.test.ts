import { describe, expect, it } from 'vitest';
import { type DownCause, defaultReconnectOptions, reconnectDelay } from './backoff.ts';

const delay = (cause: DownCause, failures: number, random: number): number =>
  reconnectDelay(cause, failures, defaultReconnectOptions, random);

describe('reconnectDelay', () => {
  it.each<[DownCause, number, number, number]>([
    ['network', 0, 0, 0],
    ['network', 0, 0.5, 500],
    ['network', 3, 0.5, 4_000],
    ['network', 6, 0.5, 30_000],
    ['network', 5000, 0.5, 30_000],
    ['remote-close', 0, 0.5, 5_000],
    ['remote-close', 6, 0.5, 30_000],
    ['already-bound', 0, 0.5, 30_000],
    ['already-bound', 9, 0.9, 54_000],
    ['credentials', 0, 0.5, 60_000],
    ['credentials', 1, 0, 120_000],
    ['credentials', 4, 0.5, 900_000],
    ['credentials', 5000, 0.5, 900_000],
  ])('%s after %i failures with chance %f is %i ms', (cause, failures, random, expected) => {
    expect(delay(cause, failures, random)).toBe(expected);
  });
});
