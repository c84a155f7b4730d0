import type { Block, Question } from '../../../document/blocks.ts';
import type { Condition } from '../../../document/condition.ts';
import type { Flow } from '../../../document/flow.ts';

/** What is asked of an answer after it was given: the way on where it fits, else a message and the question again. */
export type CheckAfter = {
  readonly when: Condition;
  /** Key of the text that says what is wrong. */
  readonly message: string;
  /** Where it goes on. */
  readonly next: string | null;
};

/** The check behind a question, written as a form's `constraint`; null where there is none. */
export function checkAfter(flow: Flow, id: string, question: Question): CheckAfter | null {
  const branch = blockAt(flow, question.exits?.next);
  if (branch?.kind !== 'branch' || branch.cases.length !== 1) return null;
  const [only] = branch.cases;
  const wrong = blockAt(flow, branch.exits?.else);
  if (only === undefined || wrong?.kind !== 'message' || wrong.exits?.next !== id) return null;
  return { when: only.when as Condition, message: wrong.text, next: branch.exits?.[only.exit] ?? null };
}

/** A value that is taken when a question is passed over, written as a form's `default`; null where there is none. */
export function defaultAfter(flow: Flow, question: Question, answer: string): string | null {
  const set = blockAt(flow, question.exits?.skip);
  if (set?.kind !== 'set') return null;
  const value = set.values[`answers.${answer}`];
  if (
    Object.keys(set.values).length !== 1 ||
    value === undefined ||
    (typeof value === 'object' && !Array.isArray(value))
  )
    return null;
  return Array.isArray(value) ? value.join(' ') : String(value);
}

function blockAt(flow: Flow, id: string | undefined): Block | undefined {
  return id === undefined ? undefined : flow.blocks[id];
}
