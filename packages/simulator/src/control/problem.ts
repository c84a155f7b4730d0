import { InvalidInput } from '../invalid-input.ts';

/** An error answer in the form of RFC 9457, with the field that was wrong and what to send instead. */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  field?: string;
  expected?: string;
  /** A body that would be accepted. */
  example?: unknown;
}

/** Thrown by a route to answer with a problem. */
export class ControlError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ControlError';
    this.problem = problem;
  }
}

/** The problem to answer with for whatever a route threw. */
export function problemOf(error: unknown, example: unknown): Problem {
  if (error instanceof ControlError) return error.problem;
  if (error instanceof InvalidInput) {
    return {
      title: 'That cannot be used',
      status: 400,
      detail: error.message,
      field: error.field,
      expected: error.expected,
      ...(example === undefined ? {} : { example }),
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'The simulator failed', status: 500, detail };
}
