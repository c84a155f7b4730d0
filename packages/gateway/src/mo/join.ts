/** A part of a long MO; its text in UTF-16LE, because senders cut characters in two at the border of parts. */
export type JoinablePart = { readonly sequence: number; readonly body: Buffer };

const GAP = Buffer.from('…', 'utf16le');

/** Joins parts in the order of their sequence; what is missing shows as `…`. */
export function joinMoParts(
  parts: readonly JoinablePart[],
  total: number,
): { complete: boolean; text: string } {
  const bySequence = new Map(parts.map((part) => [part.sequence, part.body]));
  const pieces = Array.from({ length: total }, (_, index) => bySequence.get(index + 1) ?? GAP);
  return { complete: bySequence.size === total, text: Buffer.concat(pieces).toString('utf16le') };
}
