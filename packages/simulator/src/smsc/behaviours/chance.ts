import { InvalidInput } from '../../invalid-input.ts';
import { readInteger, readNumber, readObject, readText } from '../../read-input.ts';
import type { BehaviourTools } from './behaviour.ts';

/** How often a behaviour strikes. A bare number is a percentage. All given limits must agree. */
export type Chance = number | ChanceFields;

export interface ChanceFields {
  /** Share of submits, 0 to 100, default 100. */
  percent?: number;
  /** Only the first n that would be struck. */
  times?: number;
  /** Regular expression on the subscriber's number, e.g. "7$". */
  numbers?: string;
}

export const chanceFields = ['percent', 'times', 'numbers'] as const;

/** Reads a chance that has no other fields beside it. */
export function readChance(value: unknown, field: string, tools: BehaviourTools): (to: string) => boolean {
  if (typeof value === 'number') return chanceOf({ percent: value }, field, tools);
  return chanceOf(readObject(value, field, chanceFields), field, tools);
}

/** Makes the decision function from the chance fields of an already checked object. */
export function chanceOf(
  input: Record<string, unknown>,
  field: string,
  tools: BehaviourTools,
): (to: string) => boolean {
  const percent =
    input.percent === undefined ? 100 : readNumber(input.percent, `${field}.percent`, 0, 100, 'percent');
  let left =
    input.times === undefined
      ? Number.POSITIVE_INFINITY
      : readInteger(input.times, `${field}.times`, 1, 1_000_000_000);
  const numbers = input.numbers === undefined ? null : readPattern(input.numbers, `${field}.numbers`);
  return (to) => {
    if (left <= 0 || (numbers && !numbers.test(to))) return false;
    if (percent < 100 && tools.random() * 100 >= percent) return false;
    left -= 1;
    return true;
  };
}

function readPattern(value: unknown, field: string): RegExp {
  const source = readText(value, field, 'a regular expression such as "7$"');
  try {
    return new RegExp(source);
  } catch (error) {
    throw new InvalidInput(field, value, `a regular expression that compiles (${(error as Error).message})`);
  }
}
