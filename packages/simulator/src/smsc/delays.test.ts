import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Delays } from './delays.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('runs at once without a delay', () => {
  const done: string[] = [];
  new Delays().after(0, () => done.push('now'));
  expect(done).toEqual(['now']);
});

it('runs when due, things of one moment in the order they were given', () => {
  const done: string[] = [];
  const delays = new Delays();
  delays.after(100, () => done.push('late'));
  delays.after(10, () => done.push('a'));
  delays.after(10, () => done.push('b'));
  expect(delays.waiting).toBe(3);
  vi.advanceTimersByTime(9);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(5);
  expect(done).toEqual(['a', 'b']);
  vi.advanceTimersByTime(100);
  expect(done).toEqual(['a', 'b', 'late']);
  expect(delays.waiting).toBe(0);
});

it('runs nothing after stop', () => {
  const done: string[] = [];
  const delays = new Delays();
  delays.after(10, () => done.push('never'));
  delays.stop();
  vi.advanceTimersByTime(50);
  expect(done).toEqual([]);
});
