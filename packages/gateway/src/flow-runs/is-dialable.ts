import { askedQuestion, type PreparedFlow, type RunState } from '@ujumbe/flows';

/** Whether a run waits at a question that may be answered by what was dialled beyond the code. */
export function isDialable(flow: PreparedFlow, state: RunState | null): boolean {
  const question = state === null ? undefined : askedQuestion(flow, state)?.question;
  return question !== undefined && 'dialable' in question && question.dialable === true;
}
