import type { Complaint, Prompt } from '../channels/prompt.ts';
import { advance } from './advance.ts';
import { doubtAll } from './deeds.ts';
import { firstState } from './first-state.ts';
import { isSensitiveRun } from './is-sensitive-run.ts';
import { putAgain, type QuestionWait } from './put-question.ts';
import { currentBlock, type Run } from './run.ts';
import { fail, invalidEntry, showClosing, showPrompt, wordsFor } from './speak.ts';
import type { Channel, Wait } from './state.ts';
import { takeHttpResult } from './take-http-result.ts';
import { readEntry } from './take-input.ts';

type ResumeWait = Extract<Wait, { readonly kind: 'resume' }>;

/**
 * Takes a run up on the channel where its person is now. On USSD they are asked whether to go on, once anything was answered. A
 * sensitive flow begins anew and shows nothing of before, because the phone may be in other hands.
 */
export function resumeRun(run: Run, channel: Channel): void {
  run.channel = channel;
  const wait = run.wait;
  if (isSensitiveRun(run.prepared, run) && wait?.kind !== 'closing') {
    startAgain(run);
  } else if (wait?.kind === 'http') {
    // The answer of the service would have come long before: whoever was to bring it is gone.
    takeHttpResult(run, null, null);
  } else if (wait?.kind === 'closing') {
    showClosing(
      run,
      isSensitiveRun(run.prepared, run) ? [wordsFor(run).goodbye] : wait.said,
      0,
      wait.outcome,
    );
  } else if (wait !== null) {
    const open = afresh(wait.kind === 'resume' ? wait.before : wait);
    if (channel === 'sms' || run.trail.length === 0) goOn(run, open);
    else askWhether(run, { kind: 'resume', before: open, page: 0, complaint: null });
  }
}

/** Takes what a person entered when asked whether to go on. */
export function answerResume(run: Run, wait: ResumeWait, text: string): void {
  const { page } = wait;
  const reading = readEntry(run, text, resumePrompt(run, wait.complaint), { page, said: [] });
  if (reading.kind === 'more') askWhether(run, { ...wait, page: page + 1 });
  else if (reading.kind === 'back') askWhether(run, { ...wait, page: page - 1 });
  else if (reading.kind !== 'option') askWhether(run, { ...wait, page: 0, complaint: invalidEntry });
  else if (reading.value === 'continue') goOn(run, wait.before);
  else startAgain(run);
}

function askWhether(run: Run, wait: ResumeWait): void {
  run.wait = wait;
  showPrompt(run, [], resumePrompt(run, wait.complaint), wait.page);
}

function goOn(run: Run, wait: QuestionWait): void {
  const at = currentBlock(run);
  if (at?.ready.type === 'question') putAgain(run, at, at.ready, wait);
  else fail(run, run.frames.at(-1)?.block ?? '', 'A question was open here, and the flow has none.');
}

/** Everything anew, but in the language the person has chosen. */
function startAgain(run: Run): void {
  const { prepared, channel, language, facts, now } = run;
  doubtAll(run);
  const { requests, sent } = run;
  Object.assign(run, firstState(prepared, { channel, language, facts }, now), { requests, sent });
  run.effects.push({ kind: 'restart' });
  advance(run);
}

function afresh(wait: QuestionWait): QuestionWait {
  return { ...wait, tries: 0, page: 0, said: [], complaint: null };
}

function resumePrompt(run: Run, complaint: Complaint | null): Prompt {
  const words = wordsFor(run);
  return {
    kind: 'choice',
    text: words.resume,
    options: [
      { value: 'continue', label: words.resume_continue, keywords: [] },
      { value: 'restart', label: words.resume_restart, keywords: [] },
    ],
    complaint,
    canGoBack: false,
    canSkip: false,
    hasMenu: false,
  };
}
