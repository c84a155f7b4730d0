import type { Bounds } from './bounds.ts';

const classes: Readonly<Record<string, Bounds['pattern']>> = {
  '[0-9]': 'digits',
  '\\d': 'digits',
  '[a-zA-Z]': 'letters',
  '[A-Za-z]': 'letters',
  '[a-zA-Z ]': 'name',
  '[A-Za-z ]': 'name',
  '[a-zA-Z\\s]': 'name',
  '[A-Za-z\\s]': 'name',
  "[a-zA-Z '-]": 'name',
};
const emails: ReadonlySet<string> = new Set([
  '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,4}',
  '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}',
  '[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\\.[a-zA-Z]{2,}',
  '[^@]+@[^@]+\\.[^@]+',
  '\\S+@\\S+\\.\\S+',
]);

/**
 * What a regular expression of a form says, in the words of a text question; null for all but the few that are known, because
 * a pattern of a stranger can keep a processor busy for minutes.
 */
export function knownPattern(source: string): Bounds | null {
  const plain = source
    .trim()
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replace(/^\((.*)\)$/, '$1');
  if (emails.has(plain)) return { pattern: 'email' };
  const match = /^(\[[^\]]+\]|\\d|\.)(\{\d{1,4}(?:,\d{0,4})?\}|\+|\*)?$/.exec(plain);
  const [, of = '', times = '{1}'] = match ?? [];
  const pattern = classes[of];
  if (match === null || (pattern === undefined && of !== '.')) return null;
  return { ...(pattern === undefined ? {} : { pattern }), ...lengthsOf(times) };
}

function lengthsOf(times: string): Bounds {
  if (times === '*') return {};
  if (times === '+') return { minLength: 1 };
  const [low = '', high] = times.slice(1, -1).split(',');
  const least = Math.max(1, Number(low));
  if (high === '') return { minLength: least };
  return { minLength: least, maxLength: Math.max(1, Number(high ?? low)) };
}
