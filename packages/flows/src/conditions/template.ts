import type { Value } from '../document/condition.ts';
import { BadExpression } from './bad-expression.ts';
import { compileField, type Field } from './field.ts';
import { type Filter, filterNames, filterOf, write } from './filters.ts';
import type { Scope } from './scope.ts';
import { sizeOf, spend } from './work.ts';

/** Units of work for each character that is filled in, and for each filter it goes through. */
const workPerCharacter = 10;
const workPerFiltered = 30;

/** Fills a text in. What is not known is left out. Throws nothing but TooMuchWork. */
export type Template = (scope: Scope, encode?: (text: string) => string) => string;

type Slot = { readonly field: Field; readonly filters: readonly Filter[] };

/**
 * A text with `{{path}}` and `{{path | filter | filter}}` in it, made ready. A path to an answer gives its label where it has
 * one, `answers.<name>.value` its value. Filters: upper, lower, title, date (31/12/2026), number (12,500), first.
 *
 * @param answersAs `values` for machines, which know no language
 * @throws BadExpression for a field or a filter there is not
 */
export function compileTemplate(source: string, answersAs: 'labels' | 'values' = 'labels'): Template {
  const parts: (string | Slot)[] = [];
  let from = 0;
  for (const match of source.matchAll(/\{\{([^{}]*)\}\}/gu)) {
    if (match.index > from) parts.push(source.slice(from, match.index));
    parts.push(readSlot(match[1] ?? '', answersAs === 'labels' ? labelled : compileField));
    from = match.index + match[0].length;
  }
  if (parts.length === 0) return () => source;
  if (from < source.length) parts.push(source.slice(from));
  return (scope, encode = asItStands) =>
    parts.map((part) => (typeof part === 'string' ? part : encode(fill(part, scope)))).join('');
}

function readSlot(inside: string, fieldOf: (path: string) => Field): Slot {
  const [path = '', ...names] = inside.split('|').map((part) => part.trim());
  return { field: fieldOf(path), filters: names.map(readFilter) };
}

function readFilter(name: string): Filter {
  const filter = filterOf(name);
  if (filter !== undefined) return filter;
  throw new BadExpression(`There is no filter "${name}". Filters are ${filterNames.join(', ')}.`);
}

/** A bare path to an answer shows what people know it by. */
function labelled(path: string): Field {
  const field = compileField(path);
  if (!/^answers\.[^.]+$/u.test(path)) return field;
  const label = compileField(`${path}.label`);
  return (scope) => label(scope) || field(scope);
}

function fill({ field, filters }: Slot, scope: Scope): string {
  let value: Value | undefined = field(scope);
  if (value === undefined) return '';
  spend(scope.work, sizeOf(value) * (workPerCharacter + workPerFiltered * filters.length));
  for (const filter of filters) value = filter(value, scope.language);
  return write(value);
}

function asItStands(text: string): string {
  return text;
}
