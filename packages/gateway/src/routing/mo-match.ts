import type { Directory, MoRoute } from '#core/directory.ts';

const routesPerDirectory = new WeakMap<Directory, ReadonlyMap<string, readonly MoRoute[]>>();
const WORD_CONTINUES = /^[\p{L}\p{N}\p{M}_]/u;

/**
 * Who receives what a subscriber sent, or null when nobody claimed the address. Routes of this connector come before those
 * of any connector, because another operator may have given the same short code to somebody else; then the longer keyword,
 * and last the route that takes every text. A keyword counts at the beginning of the text, as a whole word, in any case.
 *
 * @param address short code, sender ID or number that the subscriber wrote to
 */
export function matchMo(
  directory: Directory,
  connectorId: number,
  address: string,
  text: string,
): MoRoute | null {
  let byAddress = routesPerDirectory.get(directory);
  if (byAddress === undefined) {
    byAddress = indexByAddress(directory.moRoutes);
    routesPerDirectory.set(directory, byAddress);
  }
  const candidates = byAddress.get(foldAddress(address));
  if (candidates === undefined) return null;
  const folded = foldText(text);
  const fits = (route: MoRoute) =>
    (route.connectorId === null || route.connectorId === connectorId) &&
    (route.keyword === null || startsWithKeyword(folded, foldText(route.keyword)));
  return candidates.find(fits) ?? null;
}

function indexByAddress(routes: readonly MoRoute[]): ReadonlyMap<string, readonly MoRoute[]> {
  const sorted = [...routes].sort(
    (a, b) =>
      Number(b.connectorId !== null) - Number(a.connectorId !== null) ||
      (b.keyword ?? '').length - (a.keyword ?? '').length ||
      a.id - b.id,
  );
  return Map.groupBy(sorted, (route) => foldAddress(route.address));
}

/** One way to write an address: operators write a long number with or without plus, and may change the case of a name. */
export function foldAddress(address: string): string {
  return address.trim().replace(/^\+/, '').toUpperCase();
}

function foldText(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();
}

function startsWithKeyword(text: string, keyword: string): boolean {
  return text.startsWith(keyword) && !WORD_CONTINUES.test(text.slice(keyword.length));
}
