import { describe, expect, it } from 'vitest';
import { KeepAlive } from './keep-alive.ts';

describe('KeepAlive', () => {
  it('asks after silence, asks again once, then gives up', () => {
    const link = new KeepAlive(30, 10, 0);
    const verdicts = [29, 30, 39, 40, 49, 50].map((now) => link.check(now));
    expect(verdicts).toEqual(['wait', 'ask', 'wait', 'ask', 'wait', 'dead']);
  });

  it('takes anything for a sign of life', () => {
    const link = new KeepAlive(30, 10, 0);
    expect([link.check(30), link.check(40)]).toEqual(['ask', 'ask']);
    link.heard(45);
    expect([link.check(50), link.check(74), link.check(75)]).toEqual(['wait', 'wait', 'ask']);
  });

  it('never asks with an interval of 0', () => {
    expect(new KeepAlive(0, 10, 0).check(1e9)).toBe('wait');
  });
});
