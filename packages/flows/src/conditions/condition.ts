import type { Computed, Condition, Value } from '../document/condition.ts';
import { compileCel, readBoolean, readValue } from './cel.ts';
import { compare } from './compare.ts';
import { compileField } from './field.ts';
import type { Scope } from './scope.ts';

/** Whether a condition holds. Throws only where an expression fails. */
export type Test = (scope: Scope) => boolean;
/** Works a value out. Throws only where an expression fails. */
export type Compute = (scope: Scope) => Value;

/**
 * A condition made ready to be asked often.
 *
 * @throws BadExpression for a field or an expression that can never work
 */
export function compileCondition(condition: Condition): Test {
  if ('all' in condition) {
    const tests = condition.all.map(compileCondition);
    return (scope) => tests.every((test) => test(scope));
  }
  if ('any' in condition) {
    const tests = condition.any.map(compileCondition);
    return (scope) => tests.some((test) => test(scope));
  }
  if ('not' in condition) {
    const test = compileCondition(condition.not);
    return (scope) => !test(scope);
  }
  if ('cel' in condition) {
    const run = compileCel(condition.cel, 'bool');
    return (scope) => readBoolean(run(scope));
  }
  const { op, value } = condition;
  const field = compileField(condition.field);
  return (scope) => compare(field(scope), op, value);
}

/** A value or an expression for one, made ready. Throws BadExpression as `compileCondition` does. */
export function compileComputed(computed: Computed): Compute {
  if (typeof computed === 'object' && 'cel' in computed) {
    const run = compileCel(computed.cel, 'any');
    return (scope) => readValue(run(scope));
  }
  return () => computed;
}
