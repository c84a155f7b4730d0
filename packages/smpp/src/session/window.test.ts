import { describe, expect, it } from 'vitest';
import { type Outstanding, Window } from './window.ts';

const request = (sequence: number, change: Partial<Outstanding> = {}): Outstanding => ({
  sequence,
  command: 'submit_sm',
  onOutcome: () => undefined,
  deadline: 100,
  batch: 0,
  takesSlot: true,
  ...change,
});

describe('Window', () => {
  it('numbers from 1 to 0x7fffffff and then from 1 again, past numbers still waited for', () => {
    const window = new Window(10);
    expect(window.nextSequence()).toBe(1);
    window.add(request(1));
    window.add(request(2));
    window.continueFrom(0x7ffffffe);
    expect(window.nextSequence()).toBe(0x7fffffff);
    expect(window.nextSequence()).toBe(3);
  });

  it('does not give a number again while its late answer may come', () => {
    const window = new Window(10);
    window.add(request(1, { deadline: 5 }));
    expect(window.expire(5, 10).map(({ sequence }) => sequence)).toEqual([1]);
    expect(window.nextSequence()).toBe(2);
    expect(window.takeLate(1)).toBe(true);
    expect(window.takeLate(1)).toBe(false);
    window.continueFrom(0x7fffffff);
    expect(window.nextSequence()).toBe(1);
  });

  it('forgets late numbers after a while', () => {
    const window = new Window(10);
    window.add(request(1, { deadline: 5 }));
    window.expire(5, 10);
    window.expire(15, 10);
    expect(window.takeLate(1)).toBe(false);
  });

  it('counts only requests that take a slot', () => {
    const window = new Window(2);
    window.add(request(1));
    window.add(request(2, { command: 'unbind', takesSlot: false }));
    expect(window.taken).toBe(1);
    expect(window.take(2, 'unbind_resp')?.sequence).toBe(2);
    expect(window.take(1, 'unbind_resp')).toBeUndefined();
    expect(window.take(1, 'generic_nack')?.sequence).toBe(1);
    expect(window.taken).toBe(0);
  });

  it('lets go of everything at the end', () => {
    const window = new Window(2);
    window.add(request(1));
    window.add(request(2));
    expect(window.clear()).toHaveLength(2);
    expect([window.taken, window.take(1, 'submit_sm_resp')]).toEqual([0, undefined]);
  });
});
