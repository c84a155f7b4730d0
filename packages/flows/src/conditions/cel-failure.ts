import { EvaluationError } from '@marcbachmann/cel-js';
import { BadExpression } from './bad-expression.ts';

const reasons: Readonly<Record<string, string>> = {
  no_such_key: 'there is no such key; ask with has() first',
  index_out_of_bounds: 'the list has no such item',
  index_out_of_range: 'the text has no such place',
  division_by_zero: 'division by zero',
  modulo_by_zero: 'division by zero',
  no_such_overload: 'values of such kinds do not go together',
  no_matching_overload: 'values of such kinds do not go together',
  invalid_logical_operand: 'this is not true or false',
  invalid_condition_type: 'this is not true or false',
  bool_conversion_error: 'this is not true or false',
  int_conversion_error: 'this is no whole number',
  uint_conversion_error: 'this is no whole number',
  double_conversion_error: 'this is no number',
  numeric_overflow: 'the number is too large',
  invalid_timestamp: 'this is no time',
  invalid_duration: 'this is no duration',
};

/**
 * Why an expression failed, in words that hold nothing of what a person said: only what its author wrote, and what kind of thing was
 * wrong with it.
 */
export function celFailure(source: string, error: unknown): BadExpression {
  const { code, range } = error instanceof EvaluationError ? error : {};
  const where = range === undefined ? '' : ` at "${short(source.slice(range.start, range.end))}"`;
  const reason = code !== undefined && Object.hasOwn(reasons, code) ? reasons[code] : 'it does not work out';
  return new BadExpression(`The expression "${short(source)}" failed${where}: ${reason}.`);
}

function short(source: string): string {
  const line = source.replace(/\s+/gu, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
