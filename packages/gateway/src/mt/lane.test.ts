import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lane } from './lane.ts';
import { testMessage } from './test-message.ts';

const messages = (count: number) => Array.from({ length: count }, () => testMessage());

function takeAll(lane: Lane) {
  const taken = [];
  for (let first = lane.first(); first !== undefined; first = lane.first()) {
    lane.shift();
    taken.push(first);
  }
  return taken;
}

describe('a lane', () => {
  test('gives in the order it was given, past the point where it tidies itself', () => {
    const lane = new Lane();
    const all = messages(3000);
    for (const message of all) lane.push(message);
    expect(lane.length).toBe(3000);
    expect(takeAll(lane)).toEqual(all);
    expect(lane.length).toBe(0);
    expect(lane.first()).toBeUndefined();
  });

  test('what comes back goes first, in the order of acceptance, however it came back', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (order) => {
        const lane = new Lane();
        const all = messages(20);
        for (const message of all) lane.push(message);
        for (let out = 0; out < 8; out++) lane.shift();
        for (const index of order) lane.putBack(all[index] as (typeof all)[0]);
        expect(lane.length).toBe(20);
        expect(takeAll(lane)).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  test('an older message that was read from its row later does not push back what comes back', () => {
    const lane = new Lane();
    const [oldest, ...others] = messages(3);
    for (const message of others) lane.push(message);
    lane.shift();
    lane.push(oldest as (typeof others)[0]);
    lane.putBack(others[0] as (typeof others)[0]);
    expect(takeAll(lane)).toEqual([...others, oldest]);
  });

  test('gives up what has expired, wherever it waits', () => {
    const lane = new Lane();
    const late = [testMessage({ expiresAt: 100 }), testMessage({ expiresAt: 90 })];
    const good = [testMessage({ expiresAt: 101 }), testMessage({ expiresAt: 500 })];
    lane.push(good[0] as (typeof good)[0]);
    lane.shift();
    lane.putBack(good[0] as (typeof good)[0]);
    lane.putBack(late[0] as (typeof good)[0]);
    lane.push(late[1] as (typeof good)[0]);
    lane.push(good[1] as (typeof good)[0]);
    expect(lane.takeExpired(100)).toEqual(late);
    expect(lane.takeExpired(100)).toEqual([]);
    expect(takeAll(lane)).toEqual(good);
  });

  test('drains what came back and what waits, and is empty then', () => {
    const lane = new Lane();
    const all = messages(4);
    for (const message of all) lane.push(message);
    lane.shift();
    lane.putBack(all[0] as (typeof all)[0]);
    expect(lane.drain()).toEqual(all);
    expect(lane.length).toBe(0);
    expect(lane.drain()).toEqual([]);
  });
});
