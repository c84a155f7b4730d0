import type { Directory, UssdCode } from '#core/directory.ts';

const DIALLED = /^[*#]{0,2}(\d[^#]*)#?$/;

/**
 * A dialled string as its parts: `*123*12#`, `*123*12` and `123*12` are all `123`, `12`. Null for what no phone sends
 * as a code.
 */
export function readDialled(text: string): readonly string[] | null {
  const inside = DIALLED.exec(text.trim())?.[1];
  return inside === undefined || inside.length > 100 ? null : inside.split('*');
}

/** Parts as people write a code: `*123*12#`. */
export function writeCode(parts: readonly string[]): string {
  return `*${parts.join('*')}#`;
}

/** Whether two strings are the same code, however each is written. */
export function sameCode(one: string, other: string): boolean {
  return one === other || readDialled(one)?.join('*') === readDialled(other)?.join('*');
}

/** Whether what came as an answer to a menu is a code that was dialled anew. */
export function looksDialled(text: string): boolean {
  return /^\*[\d*]+#?$/.test(text.trim());
}

/** Where a code leads, and what was dialled beyond it. */
export type UssdMatch = { readonly code: UssdCode; readonly beyond: readonly string[] };

/**
 * The code a dialled string belongs to: the longest one wins; of equally long ones that for this number alone, then that of
 * this connector alone.
 *
 * @param connectorId null for codes of whatever operator
 * @param msisdn as test codes list it: digits
 * @param mayReach codes that are there for this call at all
 */
export function matchCode(
  directory: Pick<Directory, 'ussdCodes'>,
  connectorId: number | null,
  dialled: readonly string[],
  msisdn: string,
  mayReach: (code: UssdCode) => boolean = () => true,
): UssdMatch | null {
  for (let length = dialled.length; length > 0; length--) {
    const candidates = directory.ussdCodes.get(dialled.slice(0, length).join('*'));
    const best = candidates
      ?.filter((code) => exists(code, connectorId, msisdn) && mayReach(code))
      .sort(moreParticular)[0];
    if (best !== undefined) return { code: best, beyond: dialled.slice(length) };
  }
  return null;
}

function exists({ connectorId, testers }: UssdCode, dialledAt: number | null, msisdn: string): boolean {
  const isHere = connectorId === null || dialledAt === null || connectorId === dialledAt;
  return isHere && (testers.size === 0 || testers.has(msisdn));
}

function moreParticular(a: UssdCode, b: UssdCode): number {
  return weightOf(b) - weightOf(a);
}

function weightOf({ connectorId, testers }: UssdCode): number {
  return (testers.size > 0 ? 2 : 0) + (connectorId === null ? 0 : 1);
}
