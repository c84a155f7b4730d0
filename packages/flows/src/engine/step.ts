import { readUssd } from '../channels/read-ussd.ts';
import { TooMuchWork } from '../conditions/work.ts';
import { advance } from './advance.ts';
import type { Effect } from './effect.ts';
import type { RunEvent, StepContext } from './event.ts';
import { expireRun } from './expire-run.ts';
import { firstState } from './first-state.ts';
import { keepWithinLimit } from './keep-within-limit.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import { remind } from './remind.ts';
import { answerResume, resumeRun } from './resume-run.ts';
import { openRun, type Run, stateOf } from './run.ts';
import { fail, showClosing } from './speak.ts';
import type { Facts, RunState, Wait } from './state.ts';
import { takeHttpResult } from './take-http-result.ts';
import { takeEntry } from './take-input.ts';

export type Stepped = { readonly state: RunState; readonly effects: readonly Effect[] };

/**
 * One step of a run: what happened, and what becomes of it. The same arguments give the same result. It never throws for what a
 * person enters or an author wrote; an author's mistake is an `error` effect. The state it is given stays as it was.
 *
 * @param state null for a run that begins
 */
export function step(
  prepared: PreparedFlow,
  state: RunState | null,
  event: RunEvent,
  context: StepContext,
): Stepped {
  const run =
    state === null || event.type === 'start'
      ? newRun(prepared, event, context)
      : openRun(prepared, state, context);
  try {
    if (event.type === 'start') advance(run);
    else if (state === null)
      fail(run, prepared.flow.entry, `A run begins with a start, not with ${event.type}.`);
    else happen(run, event);
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    fail(run, run.frames.at(-1)?.block ?? '', error.message);
  }
  return keepWithinLimit(prepared, state, run.effects, stateOf(run));
}

function newRun(prepared: PreparedFlow, event: RunEvent, context: StepContext): Run {
  const beginning =
    event.type === 'start' ? event : { channel: 'sms' as const, language: null, facts: nobody };
  return openRun(prepared, firstState(prepared, beginning, context.now), context);
}

const nobody: Facts = { reference: '', msisdn: '', country: '', contact: {}, params: {} };

function happen(run: Run, event: Exclude<RunEvent, { type: 'start' }>): void {
  if (run.wait === null) return;
  switch (event.type) {
    case 'input':
      takeInput(run, event.text);
      return;
    case 'remind':
      remind(run);
      return;
    case 'expire':
      expireRun(run);
      return;
    case 'resume':
      resumeRun(run, event.channel);
      return;
    case 'http_result':
      takeHttpResult(run, event.status, event.body);
  }
}

function takeInput(run: Run, text: string): void {
  const { wait } = run;
  switch (wait?.kind) {
    case 'question':
      takeEntry(run, wait, text);
      return;
    case 'resume':
      answerResume(run, wait, text);
      return;
    case 'closing':
      turnClosing(run, wait, text);
  }
}

/** Whatever is entered turns to the next page of a run's last words, but the key for back. */
function turnClosing(run: Run, wait: Extract<Wait, { kind: 'closing' }>, text: string): void {
  const { keys } = run.prepared.settings;
  const { kind } = readUssd(text, null, { page: wait.page, pages: wait.page + 2 }, keys);
  const page = kind === 'back' ? Math.max(0, wait.page - 1) : wait.page + 1;
  showClosing(run, wait.said, page, wait.outcome);
}
