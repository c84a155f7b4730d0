import { isDay } from '../../document/is-day.ts';
import type { Expression, XPathOperator } from '../xpath/expression.ts';
import { literalOf } from '../xpath/resolve.ts';
import type { XPathScope } from '../xpath/scope.ts';
import { knownPattern } from './known-patterns.ts';

/** Bounds that our kinds of questions have themselves. */
export type Bounds = {
  min?: number | string;
  max?: number | string;
  minLength?: number;
  maxLength?: number;
  pattern?: 'digits' | 'letters' | 'name' | 'email';
};

type Bounded = 'integer' | 'decimal' | 'text' | 'date' | 'several';

const mirrored: Partial<Readonly<Record<XPathOperator, XPathOperator>>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '=': '=',
};

/**
 * Takes out of a constraint what a question's own bounds say; the rest, which has to be checked after the answer, is left over.
 */
export function boundsOf(
  constraint: Expression,
  kind: Bounded,
  scope: XPathScope,
): { readonly bounds: Bounds; readonly rest: Expression | null } {
  const bounds: Bounds = {};
  const rest = conjuncts(constraint).filter((part) => !taken(part, kind, scope, bounds));
  return {
    bounds,
    rest:
      rest.length === 0 ? null : rest.reduce((left, right) => ({ kind: 'binary', op: 'and', left, right })),
  };
}

function conjuncts(expression: Expression): Expression[] {
  return expression.kind === 'binary' && expression.op === 'and'
    ? [...conjuncts(expression.left), ...conjuncts(expression.right)]
    : [expression];
}

function taken(part: Expression, kind: Bounded, scope: XPathScope, bounds: Bounds): boolean {
  if (part.kind === 'call') return part.name === 'regex' && kind === 'text' && takePattern(part.args, bounds);
  if (part.kind !== 'binary') return false;
  const flipped = mirrored[part.op];
  if (flipped === undefined) return false;
  return (
    takeBound(part.left, part.op, part.right, kind, scope, bounds) ||
    takeBound(part.right, flipped, part.left, kind, scope, bounds)
  );
}

function takeBound(
  of: Expression,
  op: XPathOperator,
  by: Expression,
  kind: Bounded,
  scope: XPathScope,
  bounds: Bounds,
): boolean {
  switch (kind) {
    case 'integer':
    case 'decimal': {
      const value = numberOf(literalOf(by, scope));
      if (of.kind !== 'self' || value === null) return false;
      if (kind === 'decimal' && (op === '<' || op === '>')) return false;
      return takeRange(op, value, bounds, 'min', 'max');
    }
    case 'date': {
      const day = of.kind === 'self' ? dayOf(by, scope) : null;
      if (day === null) return false;
      return takeDay(op, day, bounds);
    }
    case 'text': {
      const value = numberOf(literalOf(by, scope));
      if (value === null || !isCallOnSelf(of, 'string-length')) return false;
      if (op === '=' && value < 1) return false;
      return takeRange(op, value, bounds, 'minLength', 'maxLength');
    }
    case 'several': {
      const value = numberOf(literalOf(by, scope));
      return (
        value !== null && isCallOnSelf(of, 'count-selected') && takeRange(op, value, bounds, 'min', 'max')
      );
    }
  }
}

type Name = 'min' | 'max' | 'minLength' | 'maxLength';

function takeRange(op: XPathOperator, value: number, bounds: Bounds, low: Name, high: Name): boolean {
  const whole = Number.isInteger(value);
  const lowest = op === '>' ? (whole ? value + 1 : Math.ceil(value)) : value;
  const highest = op === '<' ? (whole ? value - 1 : Math.floor(value)) : value;
  const lengths = low === 'minLength';
  const set = (name: Name, to: number) => Object.assign(bounds, { [name]: to });
  const held = (name: Name) => (typeof bounds[name] === 'number' ? (bounds[name] as number) : null);
  if (lengths && (!Number.isInteger(lowest) || !Number.isInteger(highest) || highest > 2000 || highest < 1))
    return false;
  if (op === '>' || op === '>=' || op === '=') {
    if (!(lengths && lowest < 1)) set(low, Math.max(held(low) ?? lowest, lowest));
  }
  if (op === '<' || op === '<=' || op === '=') set(high, Math.min(held(high) ?? highest, highest));
  return true;
}

function takeDay(op: XPathOperator, day: Day, bounds: Bounds): boolean {
  const name = op === '>' || op === '>=' ? 'min' : op === '<' || op === '<=' ? 'max' : null;
  if (name === null || bounds[name] !== undefined) return false;
  bounds[name] = dayText(day, op === '>' ? 1 : op === '<' ? -1 : 0);
  return true;
}

/** A day: a date, or so many days from today. */
type Day = { readonly date: string | null; readonly days: number };

function dayOf(expression: Expression, scope: XPathScope): Day | null {
  if (expression.kind === 'call' && expression.name === 'today') return { date: null, days: 0 };
  if (expression.kind === 'binary' && (expression.op === '+' || expression.op === '-')) {
    const start = dayOf(expression.left, scope);
    const days = numberOf(literalOf(expression.right, scope));
    if (start === null || days === null || !Number.isInteger(days) || Math.abs(days) > 36_500) return null;
    return { ...start, days: start.days + (expression.op === '+' ? days : -days) };
  }
  const literal = literalOf(expression, scope);
  return typeof literal === 'string' && isDay(literal) ? { date: literal, days: 0 } : null;
}

function dayText({ date, days }: Day, shift: number): string {
  const away = days + shift;
  if (date === null) return away === 0 ? 'today' : `today${away > 0 ? '+' : ''}${away}`;
  return new Date(Date.parse(`${date}T00:00:00Z`) + away * 86_400_000).toISOString().slice(0, 10);
}

function takePattern(args: readonly Expression[], bounds: Bounds): boolean {
  const [of, by] = args;
  if (of?.kind !== 'self' || by?.kind !== 'text') return false;
  const known = knownPattern(by.value);
  if (known === null) return false;
  Object.assign(bounds, known);
  return true;
}

function isCallOnSelf(expression: Expression, name: string): boolean {
  return expression.kind === 'call' && expression.name === name && expression.args[0]?.kind === 'self';
}

function numberOf(value: string | number | null): number | null {
  if (value === null || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
