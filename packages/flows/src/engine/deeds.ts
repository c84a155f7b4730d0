import type { Run } from './run.ts';
import type { Deed } from './state.ts';

/**
 * Doubts what was done after the question that is answered anew: it may lead elsewhere now. Whoever hangs up on the way stays
 * handed over; nobody's call for help is lost for an answer that was put right.
 */
export function doubtWhatFollowed(run: Run): void {
  change(run, (one) => (one.after > run.passed ? { ...one, inDoubt: true } : one));
}

/** Doubts all that was done, where a person begins again. */
export function doubtAll(run: Run): void {
  change(run, (one) => ({ ...one, inDoubt: true }));
}

/** Settles what was done so far, but for what the person has gone back over. @param passed questions passed where they go on */
export function settle(run: Run, passed: number): void {
  change(run, (one) => (one.after > run.passed ? one : { ...one, after: Math.min(one.after, passed) }));
}

function change(run: Run, how: <One extends Deed>(one: One) => One): void {
  run.requests = run.requests.map(how);
  run.sent = run.sent.map(how);
}
