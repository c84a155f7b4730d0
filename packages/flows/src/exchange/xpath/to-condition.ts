import type { Condition, Operator } from '../../document/condition.ts';
import { type Expression, NotCarriedOver, type XPathOperator } from './expression.ts';
import { choiceValue, literalOf, namedAnswer } from './resolve.ts';
import type { XPathScope } from './scope.ts';
import { toCel, truth } from './to-cel.ts';

const mirrored: Partial<Readonly<Record<XPathOperator, Operator>>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};
const LONGEST_CEL = 2000;

/**
 * An XPath expression as a condition: as data where data can say it, else as CEL.
 *
 * @throws NotCarriedOver for what neither can say
 */
export function toCondition(expression: Expression, scope: XPathScope): Condition {
  if (expression.kind === 'binary') {
    const { op, left, right } = expression;
    if (op === 'and' || op === 'or') return joined(op, toCondition(left, scope), toCondition(right, scope));
    return (
      compared(left, op as Operator, right, scope) ??
      (mirrored[op] ? compared(right, mirrored[op], left, scope) : null) ??
      celCondition(expression, scope)
    );
  }
  if (expression.kind === 'call') return called(expression, scope);
  const known = namedAnswer(expression, scope);
  return known === null ? celCondition(expression, scope) : { field: `answers.${known.answer}`, op: 'known' };
}

/** What always holds, and what never does. */
export const always: Condition = { all: [] };
export const never: Condition = { any: [] };

function called(expression: Expression & { kind: 'call' }, scope: XPathScope): Condition {
  const [first, second] = expression.args;
  switch (`${expression.name}/${expression.args.length}`) {
    case 'true/0':
      return always;
    case 'false/0':
      return never;
    case 'not/1':
      return negated(toCondition(first as Expression, scope));
    case 'selected/2': {
      const known = namedAnswer(first as Expression, scope);
      const value = literalOf(second as Expression, scope);
      if (known === null || value === null) break;
      const op = known.kind === 'several' ? 'has' : '=';
      const choice = known.kind === 'several' ? String(value) : choiceValue(String(value));
      return { field: `answers.${known.answer}`, op, value: choice };
    }
  }
  return celCondition(expression, scope);
}

/** An answer beside something that stands there as it is; null where data cannot say it. */
function compared(left: Expression, op: Operator, right: Expression, scope: XPathScope): Condition | null {
  const value = literalOf(right, scope);
  if (value === null || !(op in mirrored)) return null;
  const own = literalOf(left, scope);
  if (own !== null)
    return op === '=' || op === '!=' ? ((own === value) === (op === '=') ? always : never) : null;
  const known = namedAnswer(left, scope);
  if (known === null) return null;
  const field = `answers.${known.answer}`;
  if (value === '')
    return op === '=' ? { field, op: 'unknown' } : op === '!=' ? { field, op: 'known' } : null;
  if (known.kind === 'several') {
    // As XPath sees several choices: all of them, with spaces between.
    return op === '=' || op === '!=' ? { field, op, value: String(value).split(/\s+/) } : null;
  }
  // Choices have no order of their own: their names are compared as numbers, which takes an expression.
  if (known.kind === 'one' && op !== '=' && op !== '!=') return null;
  if (known.kind === 'number' && typeof value === 'string' && !Number.isNaN(Number(value))) {
    return { field, op, value: Number(value) };
  }
  return { field, op, value: known.kind === 'one' ? choiceValue(String(value)) : value };
}

function celCondition(expression: Expression, scope: XPathScope): Condition {
  const cel = truth(toCel(expression, scope));
  if (cel.length > LONGEST_CEL) throw new NotCarriedOver('it is too long.');
  return { cel };
}

/** Both, or one of them, without what says nothing. */
export function joined(op: 'and' | 'or', left: Condition, right: Condition): Condition {
  const [neutral, deciding] = op === 'and' ? [isAlways, isNever] : [isNever, isAlways];
  if (deciding(left) || deciding(right)) return op === 'and' ? never : always;
  if (neutral(left)) return right;
  if (neutral(right)) return left;
  return op === 'and'
    ? { all: [left, right].flatMap((each) => ('all' in each ? each.all : [each])) }
    : { any: [left, right].flatMap((each) => ('any' in each ? each.any : [each])) };
}

function negated(condition: Condition): Condition {
  if (isAlways(condition)) return never;
  if (isNever(condition)) return always;
  return 'not' in condition ? condition.not : { not: condition };
}

export function isAlways(condition: Condition): boolean {
  return 'all' in condition && condition.all.length === 0;
}

export function isNever(condition: Condition): boolean {
  return 'any' in condition && condition.any.length === 0;
}
