import type { Computed, Condition, Value } from '../document/condition.ts';
import { limits } from '../document/flow.ts';
import { BadExpression } from './bad-expression.ts';
import { compileCel, readBoolean, readValue } from './cel.ts';
import { compare } from './compare.ts';
import { compileField } from './field.ts';
import type { Scope } from './scope.ts';
import { sizeOf, spend } from './work.ts';

/** Units of work for a condition, whatever it compares. */
const workPerTest = 300;

/** Whether a condition holds. Throws only where an expression fails, and TooMuchWork. */
export type Test = (scope: Scope) => boolean;
/** Works a value out. Throws only where an expression fails, and TooMuchWork. */
export type Compute = (scope: Scope) => Value;

/**
 * A condition made ready to be asked often.
 *
 * @throws BadExpression for a field or an expression that can never work, and for conditions more than 20 deep
 */
export function compileCondition(condition: Condition): Test {
  return compileAt(condition, 1);
}

function compileAt(condition: Condition, depth: number): Test {
  if (depth > limits.nesting) {
    throw new BadExpression(`Conditions stand in each other more than ${limits.nesting} deep.`);
  }
  const inner = (each: Condition) => compileAt(each, depth + 1);
  if ('all' in condition) {
    const tests = condition.all.map(inner);
    return (scope) => tests.every((test) => test(scope));
  }
  if ('any' in condition) {
    const tests = condition.any.map(inner);
    return (scope) => tests.some((test) => test(scope));
  }
  if ('not' in condition) {
    const test = inner(condition.not);
    return (scope) => !test(scope);
  }
  if ('cel' in condition) {
    const run = compileCel(condition.cel, 'bool');
    return (scope) => readBoolean(run(scope));
  }
  const { op, value } = condition;
  const field = compileField(condition.field);
  const written = sizeOf(value);
  return (scope) => {
    const held = field(scope);
    spend(scope.work, workPerTest + sizeOf(held) * written);
    return compare(held, op, value);
  };
}

/** A value or an expression for one, made ready. Throws BadExpression as `compileCondition` does. */
export function compileComputed(computed: Computed): Compute {
  if (typeof computed === 'object' && 'cel' in computed) {
    const run = compileCel(computed.cel, 'any');
    return (scope) => readValue(run(scope));
  }
  return () => computed;
}
