import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reader } from './reader.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const silent = { onFrame: () => undefined, onChunkEnd: () => undefined, onFault: () => undefined };

describe('the clock of a reader', () => {
  it('stands still while anyone has stopped the reading, and goes on where it stood', () => {
    const reader = new Reader(new Socket(), 1000, silent);
    const start = reader.now();
    vi.advanceTimersByTime(10);
    reader.stop('application');
    vi.advanceTimersByTime(300);
    reader.stop('output');
    reader.go('application');
    vi.advanceTimersByTime(300);
    expect(reader.now() - start).toBe(10);
    reader.go('output');
    expect(reader.now() - start).toBe(10);
    vi.advanceTimersByTime(5);
    expect(reader.now() - start).toBe(15);
  });

  it('does not care about a go nobody stopped', () => {
    const reader = new Reader(new Socket(), 1000, silent);
    const start = reader.now();
    reader.go('output');
    vi.advanceTimersByTime(7);
    expect(reader.now() - start).toBe(7);
  });
});
