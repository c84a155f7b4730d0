import { describe, expect, test } from 'vitest';
import type { Directory, Route } from '#core/directory.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import { hasWayOut, otherRoute } from './other-route.ts';

const to = (connectorId: number, more: Partial<Route> = {}): Route => ({
  id: connectorId,
  accountId: null,
  mcc: null,
  mnc: null,
  prefix: null,
  connectorId,
  priority: 10,
  weight: 1,
  ...more,
});

const directoryWith = (...routes: Route[]): Directory => ({
  ...emptyDirectory,
  routes,
});

const message = { accountId: 1, msisdn: '254700000000', mcc: '639', mnc: '02' };
const up =
  (...ids: number[]) =>
  (id: number) =>
    ids.includes(id);

describe('another route', () => {
  test.each([
    ['is the best that can send', directoryWith(to(1, { priority: 1 }), to(2), to(3, { priority: 20 })), 2],
    ['is none when no connector of its routes can send', directoryWith(to(1), to(4)), null],
    ['is none when the message has no route any more', directoryWith(to(2, { mcc: '640' })), null],
    ['is never one that is not for this message', directoryWith(to(1), to(2, { accountId: 9 })), null],
    ['is none of a more general group', directoryWith(to(1, { mcc: '639' }), to(2)), null],
  ])('%s', (_, directory, expected) => {
    expect(otherRoute(directory, message, up(2, 3))).toBe(expected);
  });

  test('divides recipients by weight, and is the same for one recipient every time', () => {
    const directory = directoryWith(to(1, { priority: 1 }), to(2, { weight: 3 }), to(3));
    const numbers = Array.from(
      { length: 1000 },
      (_, index) => `25470000${String(index * 10).padStart(4, '0')}`,
    );
    const ways = numbers.map((msisdn) => otherRoute(directory, { ...message, msisdn }, up(2, 3)));
    expect(ways.filter((way) => way === 2)).toHaveLength(750);
    expect(ways.filter((way) => way === 3)).toHaveLength(250);
    expect(numbers.map((msisdn) => otherRoute(directory, { ...message, msisdn }, up(2, 3)))).toEqual(ways);
  });
});

test('there is a way out when any route leads to a connector that can send', () => {
  expect(hasWayOut(directoryWith(to(1), to(2)), up(2))).toBe(true);
  expect(hasWayOut(directoryWith(to(1)), up(2))).toBe(false);
});
