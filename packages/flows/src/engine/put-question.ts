import type { Question } from '../blocks/ready.ts';
import type { Complaint, Prompt } from '../channels/prompt.ts';
import type { Question as QuestionBlock } from '../document/blocks.ts';
import type { PreparedBlock } from './prepared-flow.ts';
import type { Run } from './run.ts';
import { conclude, showPrompt } from './speak.ts';
import type { Wait } from './state.ts';

export type QuestionWait = Extract<Wait, { readonly kind: 'question' }>;

/**
 * Puts a question for the first time, with what was said on the way to it. With nobody there the run ends instead.
 *
 * @returns false where there is nothing to choose from, so that it cannot be put
 */
export function putQuestion(run: Run, at: PreparedBlock, ready: Question): boolean {
  if (run.silent) {
    conclude(run, 'expired');
    return true;
  }
  const prompt = promptAt(run, at, ready, null);
  if (prompt === null) return false;
  run.effects.push({ kind: 'asked', block: at.id, name: at.name, blockKind: at.block.kind });
  const { said } = run;
  run.wait = { kind: 'question', tries: 0, page: 0, said, complaint: null, since: run.now, reminders: 0 };
  run.said = [];
  showPrompt(run, said, prompt, 0);
  return true;
}

/** Puts a question that is already open again: turned to a page, with a complaint, in another language or on another channel. */
export function putAgain(run: Run, at: PreparedBlock, ready: Question, wait: QuestionWait): void {
  const prompt = promptAt(run, at, ready, wait.complaint);
  run.wait = wait;
  if (prompt !== null) showPrompt(run, wait.said, prompt, wait.page);
}

/** A question as it is to be put now. Null, with an error for the author, where it offers no choice at all. */
export function promptAt(
  run: Run,
  { id, block }: PreparedBlock,
  ready: Question,
  complaint: Complaint | null,
): Prompt | null {
  const { menu } = run.prepared.settings;
  const { text, options } = ready.prompt(run);
  if (ready.offers && options.length === 0) {
    run.effects.push({ kind: 'error', block: id, message: 'None of the choices is there for this person.' });
    return null;
  }
  return {
    kind: block.kind as QuestionBlock['kind'],
    text,
    options,
    complaint,
    canGoBack: run.trail.length > 0,
    canSkip: 'optional' in block && block.optional === true,
    hasMenu: menu !== null && !(run.frames.length === 1 && id === menu),
  };
}
