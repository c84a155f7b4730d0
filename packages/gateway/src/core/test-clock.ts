import type { Clock } from './clock.ts';

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  #now: number;
  #monotonic = 1_000_000;

  constructor(now: string | number = '2026-11-21T10:00:00.000Z') {
    this.#now = new Date(now).getTime();
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  advance(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }
}
