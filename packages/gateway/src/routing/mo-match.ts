import { fold } from '@ujumbe/flows';
import type { Directory, MoRoute } from '#core/directory.ts';

/** A route with its keyword as it is compared; null where it takes every text. */
type Candidate = { readonly route: MoRoute; readonly word: string | null };

const candidatesPerDirectory = new WeakMap<Directory, ReadonlyMap<string, readonly Candidate[]>>();
const WORD_CONTINUES = /^[\p{L}\p{N}\p{M}_]/u;
/** Scripts whose marks people leave out; in those of India a mark is a vowel, and makes another word. */
const ACCENTED = /(?:(?=\p{L})[\p{Script=Latin}\p{Script_Extensions=Arabic}]\p{M}*)+/gu;

/**
 * Who receives what a subscriber sent, or null when nobody claimed the address. Routes of this connector come before those
 * of any connector, because another operator may have given the same short code to somebody else; then the longer keyword,
 * and last the route that takes every text. A keyword counts at the beginning of the text, as a whole word, in any
 * case, with or without accents, quotes and invisible marks; its other signs, such as `#`, count.
 *
 * @param address short code, sender ID or number that the subscriber wrote to
 */
export function matchMo(
  directory: Directory,
  connectorId: number,
  address: string,
  text: string,
): MoRoute | null {
  let byAddress = candidatesPerDirectory.get(directory);
  if (byAddress === undefined) {
    byAddress = indexByAddress(directory.moRoutes);
    candidatesPerDirectory.set(directory, byAddress);
  }
  const candidates = byAddress.get(foldAddress(address));
  if (candidates === undefined) return null;
  const said = foldText(text);
  const fits = ({ route, word }: Candidate) =>
    (route.connectorId === null || route.connectorId === connectorId) &&
    (word === null || startsWithWord(said, word));
  return candidates.find(fits)?.route ?? null;
}

function indexByAddress(routes: readonly MoRoute[]): ReadonlyMap<string, readonly Candidate[]> {
  const sorted = [...routes].sort(
    (a, b) =>
      Number(b.connectorId !== null) - Number(a.connectorId !== null) ||
      (b.keyword ?? '').length - (a.keyword ?? '').length ||
      a.id - b.id,
  );
  const candidates = sorted.map((route) => ({ route, word: route.keyword && foldText(route.keyword) }));
  return Map.groupBy(candidates, ({ route }) => foldAddress(route.address));
}

/** One way to write an address: operators write a long number with or without plus, and may change the case of a name. */
export function foldAddress(address: string): string {
  return address.trim().replace(/^\+/, '').toUpperCase();
}

/** A text of quotes alone stays as it is. */
function foldText(text: string): string {
  const folded = text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC')
    .replace(/['’]/g, '')
    .replace(/\p{Quotation_Mark}/gu, ' ')
    .replace(ACCENTED, (letters) => fold(letters))
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
  return folded || text.trim();
}

function startsWithWord(text: string, word: string): boolean {
  return text.startsWith(word) && !WORD_CONTINUES.test(text.slice(word.length));
}
