import { storable } from './storable.ts';

const MOST_DEPTH = 40;
const RULE = 'holds NUL or half of a character, which cannot be stored. Take it out.';

/**
 * What of settings no column of JSON can hold, in sentences that quote no value: texts and names with NUL or with half of a
 * character (PostgreSQL's jsonb refuses both), and what is nested deeper than anyone means it.
 */
export function describeUnstorable(settings: unknown): string[] {
  return [...new Set(faultsOf(settings, '', 0))];
}

function* faultsOf(value: unknown, path: string, depth: number): Generator<string> {
  if (typeof value === 'string') {
    if (!isStorable(value)) yield `${path} ${RULE}`;
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === MOST_DEPTH) {
    yield `${path.split(/[.[]/, 1)[0]} is nested more than ${MOST_DEPTH} deep.`;
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* faultsOf(item, `${path}[${index}]`, depth + 1);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const place = `${path === '' ? '' : `${path}.`}${storable(name).slice(0, 60)}`;
    if (!isStorable(name)) yield `The name ${place} ${RULE}`;
    yield* faultsOf(inner, place, depth + 1);
  }
}

function isStorable(text: string): boolean {
  return storable(text) === text;
}
