import {
  isSensitiveRun,
  type PreparedFlow,
  type RunEvent,
  type RunState,
  type ScreenLimits,
  step,
} from '@ujumbe/flows';
import { lane } from '#core/accept.ts';
import type { LastReply, OwedCall, RunRow, UnsentSms } from '#store/flow-runs.ts';
import type { FlowRunsDeps } from './deps.ts';
import { finish } from './finish.ts';
import { keepWork } from './keep-work.ts';
import { makeStorable } from './make-storable.ts';
import { send, sendLater } from './send.ts';
import type { Sent } from './send-all.ts';
import { sortEffects, type Work } from './sort-effects.ts';
import type { Together } from './together.ts';
import { verdictNow } from './verdict-now.ts';

/** What happens to a run, and how it came. */
export type Happening = {
  readonly event: RunEvent;
  /** Names what a person entered: the same is never taken in twice. Null for what no person did. */
  readonly input: string | null;
  readonly screen?: ScreenLimits;
  /** Of the MO that is answered, where the operator wants it back. */
  readonly linkId?: string | null;
};

/**
 * Takes a run one step on, in the transaction that holds it: its new state, its answers, its messages and its timers are on
 * disk together or not at all.
 */
export async function advance(
  deps: FlowRunsDeps,
  unit: Together,
  before: RunRow,
  flow: PreparedFlow,
  { event, input, screen, linkId = null }: Happening,
): Promise<Sent> {
  const now = deps.clock.now();
  const { state, effects } = makeStorable(
    step(flow, before.state, event, { now, ...(screen ? { screen } : {}) }),
  );
  const work = sortEffects(effects);
  // What a person chose is asked of them only once; of a sensitive flow nothing is kept about anybody.
  const hasChosen = before.state !== null && state.language !== before.language;
  if (hasChosen && !isSensitiveRun(flow, state)) work.contact.language ??= state.language;
  const isPersons = event.type !== 'remind' && event.type !== 'expire' && event.type !== 'http_result';
  const isOver = state.wait === null;
  const stepNumber = before.step + 1;
  const stepped: RunRow = {
    ...before,
    channel: state.channel,
    language: state.language,
    status: isOver ? 'over' : 'open',
    outcome: state.outcome,
    state,
    step: stepNumber,
    lastInput: input ?? before.lastInput,
    lastReply: state.channel === 'ussd' ? replyOf(work) : null,
    call: callOf(before, state, work, { key: `${before.id}:${stepNumber}`, linkId }),
    unsent: null,
    reminders: before.reminders + (event.type === 'remind' ? 1 : 0),
    lastAt: isPersons ? now : before.lastAt,
    endedAt: isOver ? now : null,
  };
  await keepWork(deps, unit, stepped, flow, work);
  const messages = [...stillOwed(before, event), ...messagesOf(stepped, work, linkId)];
  const isAnswer = event.type === 'input' || event.type === 'http_result';
  const sent =
    event.type === 'expire' && verdictNow(deps, stepped, 'survey-question').verdict !== 'now'
      ? sendLater(stepped, messages)
      : await send(deps, unit, stepped, messages, isAnswer ? lane.urgent : lane.normal);
  await finish(deps, unit, sent.run, flow);
  return sent;
}

/** What is asked of a web service now; else what still is: whoever writes meanwhile does not end the wait for it. */
function callOf(
  before: RunRow,
  state: RunState,
  { calls }: Work,
  made: Pick<OwedCall, 'key' | 'linkId'>,
): OwedCall | null {
  const call = calls.at(-1)?.call;
  if (call !== undefined) return { ...call, ...made };
  return state.wait?.kind === 'http' ? before.call : null;
}

function replyOf({ shown }: Work): LastReply | null {
  const screen = shown.at(-1);
  return screen === undefined ? null : { text: screen.text, last: screen.last };
}

/** Nobody waits any more for what was owed to a person who was silent for too long, nor for a reminder of what they answer now. */
function stillOwed({ unsent }: RunRow, { type }: RunEvent): readonly UnsentSms[] {
  if (unsent === null || type === 'expire') return [];
  return type === 'input' ? unsent.filter(({ role }) => role !== 'repeats') : unsent;
}

/** What is to be sent: of an SMS conversation all that is said, and what the flow sends beside it. */
function messagesOf(run: RunRow, work: Work, linkId: string | null): UnsentSms[] {
  const { shown, sms } = work;
  const role = roleOf(run, work);
  const said = run.channel === 'sms' ? shown.map(({ text }) => ({ to: run.msisdn, text, role })) : [];
  const beside = sms.map(({ to, text }) => ({ to, text, role: 'tells' as const }));
  return [...said, ...beside].map((one) => ({ ...one, linkId: one.to === run.msisdn ? linkId : null }));
}

function roleOf({ state }: RunRow, { answers }: Work): UnsentSms['role'] {
  if (answers.some(({ kind }) => kind === 'asked')) return 'asks';
  return state?.wait?.kind === 'question' ? 'repeats' : 'tells';
}
