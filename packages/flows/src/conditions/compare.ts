import type { Operator, Value } from '../document/condition.ts';

/**
 * Whether what a field holds stands so to a value. What is not known fits nothing but `unknown`, `!=` and `not in`. Numbers
 * and their digits are the same; texts are compared without regard to case by `contains` and `starts with` only.
 */
export function compare(held: Value | undefined, op: Operator, value: Value | undefined): boolean {
  switch (op) {
    case 'known':
      return isKnown(held);
    case 'unknown':
      return !isKnown(held);
    case '!=':
      return !compare(held, '=', value);
    case 'not in':
      return !compare(held, 'in', value);
    default:
      return held !== undefined && value !== undefined && stands(held, op, value);
  }
}

function stands(
  held: Value,
  op: Exclude<Operator, 'known' | 'unknown' | '!=' | 'not in'>,
  value: Value,
): boolean {
  switch (op) {
    case '=':
      return same(held, value);
    case '<':
      return order(held, value) < 0;
    case '<=':
      return order(held, value) <= 0;
    case '>':
      return order(held, value) > 0;
    case '>=':
      return order(held, value) >= 0;
    case 'in':
      return isList(value) && listOf(held).some((one) => value.some((other) => same(one, other)));
    case 'has':
      return listOf(held).some((one) => same(one, value));
    case 'contains':
      return listOf(held).some((one) => folded(one).includes(folded(value)));
    case 'starts with':
      return listOf(held).some((one) => folded(one).startsWith(folded(value)));
  }
}

function isKnown(held: Value | undefined): boolean {
  return held !== undefined && held !== '' && !(isList(held) && held.length === 0);
}

function same(one: Value, other: Value): boolean {
  if (isList(one) || isList(other)) {
    const ones = listOf(one);
    const others = listOf(other);
    return ones.length === others.length && ones.every((item) => others.some((each) => same(item, each)));
  }
  if (typeof one === typeof other) return one === other;
  const [a, b] = [numberOf(one), numberOf(other)];
  return a !== null && b !== null ? a === b : String(one) === String(other);
}

/** Below, at or above 0; NaN for what has no order, so that no comparison holds. */
function order(one: Value, other: Value): number {
  const [a, b] = [numberOf(one), numberOf(other)];
  if (a !== null && b !== null) return a - b;
  if (typeof one !== 'string' || typeof other !== 'string') return Number.NaN;
  return one < other ? -1 : one > other ? 1 : 0;
}

function numberOf(value: Value): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

function listOf(value: Value): readonly Value[] {
  return isList(value) ? value : [value];
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

function folded(value: Value): string {
  return String(value).toLowerCase();
}
