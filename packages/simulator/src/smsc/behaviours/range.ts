import { InvalidInput } from '../../invalid-input.ts';
import { readNumber, readObject } from '../../read-input.ts';
import type { BehaviourTools } from './behaviour.ts';

/** Milliseconds: fixed, or evenly spread between two limits. */
export type Range = number | { min: number; max: number };

const dayMs = 86_400_000;

/** Reads a range and returns the function that draws from it, in whole milliseconds. */
export function readRange(value: unknown, field: string, tools: BehaviourTools): () => number {
  if (typeof value === 'number') {
    const fixed = readNumber(value, field, 0, dayMs, 'milliseconds');
    return () => fixed;
  }
  const input = readObject(value, field, ['min', 'max']);
  const min = readNumber(input.min, `${field}.min`, 0, dayMs, 'milliseconds');
  const max = readNumber(input.max, `${field}.max`, 0, dayMs, 'milliseconds');
  if (max < min) throw new InvalidInput(`${field}.max`, max, `at least ${field}.min, which is ${min}`);
  return () => Math.round(min + tools.random() * (max - min));
}
