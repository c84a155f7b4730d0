import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Directory, Route, SmsConnectorRow } from '#core/directory.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import data from './mt-route.cases.json' with { type: 'json' };
import { pickRoute, routesFor } from './mt-route.ts';

type Case = [label: string, routes: string[], expected: string[]];

const off: SmsConnectorRow = {
  id: 99,
  name: 'off',
  kind: 'smpp',
  enabled: false,
  statusFamily: 'smpp',
  throughput: 0,
  settings: {},
};
const anywhere: Route = {
  id: 0,
  accountId: null,
  mcc: null,
  mnc: null,
  prefix: null,
  connectorId: 1,
  priority: 10,
  weight: 1,
};
const named = new Map<string, Route>(
  Object.entries(data.routes).map(([name, route], index) => [name, { ...anywhere, id: index + 1, ...route }]),
);

function directoryWith(routes: readonly Route[]): Directory {
  return {
    ...emptyDirectory,
    connectors: new Map([[off.id, off]]),
    routes,
  };
}

describe('routesFor', () => {
  test.each(data.cases as Case[])('%s', (_label, routes, expected) => {
    const directory = directoryWith(routes.map((name) => named.get(name) as Route));
    const nameOf = (route: Route) => [...named].find(([, candidate]) => candidate === route)?.[0];
    const found = routesFor(directory, 7, '254700000001', '639', '02');
    expect(found.map(nameOf)).toEqual(expected);
    expect(routesFor(directory, 7, '254700000001', '639', '02')).toBe(found);
  });

  test('numbers of one network under different prefixes are told apart', () => {
    const directory = directoryWith([
      { ...anywhere, id: 1, prefix: '25470', connectorId: 1 },
      { ...anywhere, id: 2, prefix: '25471', connectorId: 2 },
      { ...anywhere, id: 3, prefix: '25470', connectorId: 3, priority: 1 },
    ]);
    const connectors = (msisdn: string) =>
      routesFor(directory, 7, msisdn, '639', '02').map((route) => route.connectorId);
    expect(connectors('254700000001')).toEqual([3, 1]);
    expect(connectors('254710000001')).toEqual([2]);
    expect(connectors('254720000001')).toEqual([]);
  });

  test('a new directory is read anew', () => {
    const route = { ...anywhere, id: 1 };
    expect(routesFor(directoryWith([route]), 7, '254700000001', '639', '02')).toEqual([route]);
    expect(routesFor(directoryWith([]), 7, '254700000001', '639', '02')).toEqual([]);
  });
});

describe('pickRoute', () => {
  const first = { ...anywhere, id: 1, connectorId: 1, priority: 1, weight: 3 };
  const firstToo = { ...anywhere, id: 2, connectorId: 2, priority: 1, weight: 1 };
  const second = { ...anywhere, id: 3, connectorId: 3, priority: 2 };
  const routes = [first, firstToo, second];
  const up =
    (...ids: number[]) =>
    (connectorId: number) =>
      ids.includes(connectorId);

  test.each([
    ['by weight, low', [1, 2, 3], 0, first],
    ['by weight, just below the border', [1, 2, 3], 0.7499, first],
    ['by weight, on the border', [1, 2, 3], 0.75, firstToo],
    ['by weight, high', [1, 2, 3], 0.9999, firstToo],
    ['the one of the best priority that is up', [2, 3], 0, firstToo],
    ['the next priority when the best is down', [3], 0, second],
    ['none up: the best priority, to wait there', [], 0.9, firstToo],
  ])('%s', (_label, ids, random, expected) => {
    expect(pickRoute(routes, up(...ids), () => random)).toBe(expected);
  });

  test('nothing to pick from', () => {
    expect(pickRoute([], up(), () => 0)).toBeNull();
  });

  test('a down connector is picked only when all are down', () => {
    const anyRoutes = fc.array(
      fc.record({
        connectorId: fc.integer({ min: 1, max: 6 }),
        priority: fc.nat(3),
        weight: fc.integer({ min: 1, max: 9 }),
      }),
      { minLength: 1 },
    );
    const anyFraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        anyRoutes,
        fc.uniqueArray(fc.integer({ min: 1, max: 6 })),
        anyFraction,
        (some, ids, random) => {
          const sorted = some
            .map((route, id) => ({ ...anywhere, ...route, id }))
            .sort((a, b) => a.priority - b.priority);
          const picked = pickRoute(sorted, up(...ids), () => random);
          const usable = sorted.filter((route) => ids.includes(route.connectorId));
          const best = (usable[0] ?? sorted[0])?.priority;
          expect(picked?.priority).toBe(best);
          if (usable.length > 0) expect(usable).toContain(picked);
        },
      ),
    );
  });
});
