/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const REPEATED = /<(.+?)\*(\d+)>/gs;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/;

/**
 * Writes out what tables of cases abbreviate: `<a*161>` is 161 times the letter, `{"$numbers": 3}` three mobile numbers,
 * `{"$each": 3, "item": {…}}` three times the item.
 */
export function fill(value: Json): Json {
  if (typeof value === 'string') {
    return value.replace(REPEATED, (_all, text: string, times: string) => text.repeat(Number(times)));
  }
  if (Array.isArray(value)) return value.map(fill);
  if (value === null || typeof value !== 'object') return value;
  const object = value as { readonly [key: string]: Json };
  if (typeof object.$numbers === 'number') {
    return Array.from({ length: object.$numbers }, (_, index) => String(254_712_000_000 + index));
  }
  if (typeof object.$each === 'number') return new Array<Json>(object.$each).fill(fill(object.item ?? null));
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, fill(inner)]));
}

/**
 * Compares an answer with a pattern: same keys in the same order, same values, but `<id>` takes any new id, `<time>` any
 * timestamp, `<any>` any text, and `<id:name>` the same id wherever the name stands and another than under other names.
 * @returns what differs, or null
 */
export function matches(
  pattern: Json,
  actual: Json,
  captured: Map<string, string>,
  at = 'body',
): string | null {
  if (typeof pattern === 'string') return matchesText(pattern, actual, captured, at);
  if (Array.isArray(pattern)) {
    if (!Array.isArray(actual) || actual.length !== pattern.length)
      return `${at} is not a list of ${pattern.length}`;
    return firstOf(
      pattern.map((inner, index) => matches(inner, actual[index] ?? null, captured, `${at}[${index}]`)),
    );
  }
  if (pattern === null || typeof pattern !== 'object')
    return pattern === actual ? null : `${at} is not ${pattern}`;
  if (actual === null || typeof actual !== 'object') return `${at} is not an object`;
  const keys = Object.keys(pattern).join();
  if (Object.keys(actual).join() !== keys)
    return `${at} has the keys ${Object.keys(actual)} instead of ${keys}`;
  const inside = actual as { readonly [key: string]: Json };
  return firstOf(
    Object.entries(pattern).map(([key, inner]) =>
      matches(inner, inside[key] ?? null, captured, `${at}.${key}`),
    ),
  );
}

function matchesText(
  pattern: string,
  actual: Json,
  captured: Map<string, string>,
  at: string,
): string | null {
  if (typeof actual !== 'string') return `${at} is not a text`;
  if (pattern === '<any>') return null;
  if (pattern === '<time>') return TIMESTAMP.test(actual) ? null : `${at} is no timestamp: ${actual}`;
  if (!pattern.startsWith('<id'))
    return pattern === actual ? null : `${at} is "${actual}" instead of "${pattern}"`;
  if (!UUID_V7.test(actual)) return `${at} is no id: ${actual}`;
  const name = pattern === '<id>' ? at : pattern;
  for (const [other, id] of captured) {
    if (id === actual && other !== name) return `${at} is the id of ${other}`;
  }
  if (pattern === '<id>') return null;
  const before = captured.get(name);
  captured.set(name, actual);
  return before === undefined || before === actual ? null : `${at} is not the id it was before`;
}

function firstOf(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}
