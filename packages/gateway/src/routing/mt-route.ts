import type { Directory, Route } from '#core/directory.ts';

/** Routes of one account to one network that share a number prefix; `prefix` '' takes every number. */
type Group = { readonly prefix: string; readonly routes: readonly Route[] };

const groupsPerDirectory = new WeakMap<Directory, Map<string, readonly Group[]>>();
const noRoutes: readonly Route[] = [];

/**
 * The routes a message may take: the most specific group that fits, by priority. An account's own routes come before
 * those for everybody; then the longer number prefix, then the network, then the country decides. Groups are not mixed:
 * a general route never helps out a special one. Routes over a connector that was switched off count as absent.
 *
 * @param msisdn E.164 digits without plus
 */
export function routesFor(
  directory: Directory,
  accountId: number,
  msisdn: string,
  mcc: string,
  mnc: string,
): readonly Route[] {
  let known = groupsPerDirectory.get(directory);
  if (known === undefined) {
    known = new Map();
    groupsPerDirectory.set(directory, known);
  }
  const key = `${accountId} ${mcc} ${mnc}`;
  let groups = known.get(key);
  if (groups === undefined) {
    groups = groupsFor(directory, accountId, mcc, mnc);
    known.set(key, groups);
  }
  for (const group of groups) {
    if (msisdn.startsWith(group.prefix)) return group.routes;
  }
  return noRoutes;
}

/**
 * Picks among routes sorted by priority: the best priority that has a connector up, there by weight. When none is up,
 * the first priority by weight: the message waits for it. Null when there is no route at all.
 *
 * @param random a number from 0 up to, not including, 1
 */
export function pickRoute(
  routes: readonly Route[],
  isUp: (connectorId: number) => boolean,
  random: () => number,
): Route | null {
  const first = routes[0];
  if (first === undefined) return null;
  if (routes.length === 1) return first;
  const best = routes.find((route) => isUp(route.connectorId));
  const { priority } = best ?? first;
  const candidates = routes.filter(
    (route) => route.priority === priority && (best === undefined || isUp(route.connectorId)),
  );
  if (candidates.length === 1) return candidates[0] ?? null;
  const total = candidates.reduce((sum, route) => sum + route.weight, 0);
  let left = random() * total;
  for (const route of candidates) {
    left -= route.weight;
    if (left < 0) return route;
  }
  return candidates.at(-1) ?? null;
}

function groupsFor(directory: Directory, accountId: number, mcc: string, mnc: string): readonly Group[] {
  const fitting = directory.routes
    .filter(
      (route) =>
        (route.accountId === null || route.accountId === accountId) &&
        (route.mcc === null || route.mcc === mcc) &&
        (route.mnc === null || route.mnc === mnc) &&
        directory.connectors.get(route.connectorId)?.enabled !== false,
    )
    .sort((a, b) => compareSpecificity(a, b) || a.priority - b.priority || a.id - b.id);
  const groups: { prefix: string; routes: Route[] }[] = [];
  let last: Route | undefined;
  for (const route of fitting) {
    const prefix = route.prefix ?? '';
    const group = groups.at(-1);
    if (
      group === undefined ||
      last === undefined ||
      group.prefix !== prefix ||
      compareSpecificity(last, route) !== 0
    ) {
      groups.push({ prefix, routes: [route] });
    } else {
      group.routes.push(route);
    }
    last = route;
  }
  return groups;
}

/** Below zero when `a` is the more specific of two routes that fit the same account and network. */
function compareSpecificity(a: Route, b: Route): number {
  return (
    Number(b.accountId !== null) - Number(a.accountId !== null) ||
    (b.prefix ?? '').length - (a.prefix ?? '').length ||
    // Prefixes of one length: only to bring equal ones together.
    compareText(a.prefix ?? '', b.prefix ?? '') ||
    Number(b.mnc !== null) - Number(a.mnc !== null) ||
    Number(b.mcc !== null) - Number(a.mcc !== null)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
