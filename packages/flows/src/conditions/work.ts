import { limits } from '../document/flow.ts';

/** What a step may still work out, in units of about a nanosecond. Counted from sizes, never from a clock: a step is repeatable. */
export type Work = { left: number };

/** A step that works out more than any flow has reason to. It ends its run: the exit `error` would lead on to more of it. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

export function newWork(): Work {
  return { left: limits.workPerStep };
}

/** @throws TooMuchWork before the work is done, where there is not so much left */
export function spend(work: Work, units: number): void {
  work.left -= units;
  if (work.left >= 0) return;
  throw new TooMuchWork(
    'The conditions, expressions and texts of one step take too long to work out. Ask fewer of them, or of shorter texts.',
  );
}

/** About the characters of a value, whatever it is. At least 1. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 1;
  if (typeof value !== 'object' || value === null) return longestNumber;
  let size = 1;
  for (const item of Array.isArray(value) ? value : Object.values(value)) size += sizeOf(item);
  return size;
}

/** Characters of a number, a time or a truth as text. */
export const longestNumber = 25;
