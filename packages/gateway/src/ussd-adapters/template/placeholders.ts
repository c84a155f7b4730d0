import { nearestName } from '#core/nearest-name.ts';
import type { Scalar } from './read-sources.ts';
import { parseSource, type Source } from './source.ts';
import { TemplateFault } from './template-fault.ts';

const NAMES = ['text', 'action', 'session', 'msisdn', 'network', 'step', 'url'] as const;
/** Values every answer can show: of the reply, of the hop, and the connector's own address. */
export type ValueName = (typeof NAMES)[number];

export type Placeholder = {
  readonly what: ValueName | Source;
  /** Written `{{… + 1}}`: the whole number after the value, 1 where it is none. */
  readonly plusOne: boolean;
};

/** A text of a template, taken apart: literal pieces and placeholders. */
export type Pieces = readonly (string | Placeholder)[];

/** What an answer is filled with. */
export type Values = {
  readonly named: Readonly<Record<ValueName, string | null>>;
  readonly sources: ReadonlyMap<string, Scalar>;
};

/** @throws TemplateFault for a placeholder that is not known or does not end */
export function parsePlaceholders(text: string): Pieces {
  const pieces: (string | Placeholder)[] = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    const close = text.indexOf('}}', open);
    if (close === -1) throw new TemplateFault(`a placeholder is not closed: ${text.slice(open, open + 40)}.`);
    if (open > at) pieces.push(text.slice(at, open));
    pieces.push(parsePlaceholder(text.slice(open + 2, close).trim()));
    at = close + 2;
  }
  if (at < text.length || pieces.length === 0) pieces.push(text.slice(at));
  return pieces;
}

function parsePlaceholder(inner: string): Placeholder {
  const plusOne = /\s\+\s*1$/.test(inner);
  const name = plusOne ? inner.replace(/\s\+\s*1$/, '').trim() : inner;
  const known = NAMES.find((one) => one === name);
  if (known !== undefined) return { what: known, plusOne };
  if (name.includes(':')) return { what: parseSource(name), plusOne };
  const near = nearestName(name, NAMES);
  throw new TemplateFault(
    `{{${name}}} is not known. ${near === null ? `Known are ${NAMES.join(', ')}, and places of the request such as json:sessionId.` : `Did you mean {{${near}}}?`}`,
  );
}

/** The value of a placeholder, of the type it has in the request. */
export function lookUp({ what, plusOne }: Placeholder, { named, sources }: Values): Scalar {
  const value = typeof what === 'string' ? named[what] : (sources.get(what.label) ?? null);
  if (!plusOne) return value;
  const number = value === null || value === '' ? 0 : Number(value);
  return Number.isSafeInteger(number) ? number + 1 : 1;
}

/** Pieces with the values in their places, each encoded once. Values are never looked at for placeholders. */
export function fillText(pieces: Pieces, values: Values, encode: (value: string) => string): string {
  return pieces
    .map((piece) =>
      typeof piece === 'string' ? piece : encode(String(lookUp(piece, values) ?? '').toWellFormed()),
    )
    .join('');
}
