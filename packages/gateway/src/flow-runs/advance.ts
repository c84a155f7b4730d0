import {
  isSensitiveRun,
  type PreparedFlow,
  type RunEvent,
  type RunState,
  type ScreenLimits,
  step,
} from '@ujumbe/flows';
import { lane, type SmsRequest } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { policyOf } from '#policy/policy-of.ts';
import { purposeOf } from '#policy/purpose-of.ts';
import { withSuffix } from '#policy/with-suffix.ts';
import { networkOf } from '#routing/number-plan.ts';
import { type LastReply, type OwedCall, type RunRow, saveRun, type UnsentSms } from '#store/flow-runs.ts';
import { setTimers } from '#store/flow-timers.ts';
import { accountOf } from './account-of.ts';
import type { FlowRunsDeps } from './deps.ts';
import { callNext } from './end-run.ts';
import { keepWork } from './keep-work.ts';
import { mailResponse } from './mail-response.ts';
import { makeStorable } from './make-storable.ts';
import { type Sent, sendAll } from './send-all.ts';
import { senderOf } from './sender-of.ts';
import { sortEffects, type Work } from './sort-effects.ts';
import { timersOf } from './timers.ts';
import type { Together } from './together.ts';
import { purposeOfRun, verdictNow } from './verdict-now.ts';

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
  // Nobody waits any more for what was owed to a person who was silent for too long.
  const owed = event.type === 'expire' ? [] : (before.unsent ?? []);
  const messages = [...owed, ...messagesOf(stepped, work, linkId)];
  const isAnswer = event.type === 'input' || event.type === 'http_result';
  const sent =
    event.type === 'expire' && verdictNow(deps, stepped, 'survey-question').verdict !== 'now'
      ? sendLater(stepped, messages)
      : await send(deps, unit, stepped, messages, isAnswer ? lane.urgent : lane.normal);
  await finish(deps, unit, sent.run, flow);
  return sent;
}

/** Keeps a run as it stands after a step, with its timers; one that is over is told of, and makes room for the next. */
export async function finish(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  { flow }: PreparedFlow,
): Promise<void> {
  const { client } = unit;
  const timers = timersOf({
    run,
    flow,
    policy: policyOf(networkOf(run.msisdn).country),
    sender: purposeOfRun(deps, run),
    now: deps.clock.now(),
  });
  await setTimers(client, run.id, timers);
  if (run.status !== 'over') return saveRun(client, run);
  await mailResponse(deps, unit, run);
  // Its last words may still be owed.
  await saveRun(client, { ...run, state: null, call: null, unsent: timers.length > 0 ? run.unsent : null });
  await callNext(deps, unit, run);
}

/** Sends messages of a run in order, as far as they are accepted; while its account is suspended all of them are owed. */
export async function send(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  messages: readonly UnsentSms[],
  queue: SmsRequest['lane'],
): Promise<Sent> {
  if (messages.length === 0) return { run, first: null };
  const account = accountOf(deps, run);
  if (!account.active) return sendLater(run, messages);
  return sendAll(deps, unit, account, run, messages, requestOf(deps, account, run, queue));
}

function sendLater(run: RunRow, messages: readonly UnsentSms[]): Sent {
  return { run: { ...run, unsent: messages.length > 0 ? messages : null }, first: null };
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

/** What is to be sent: of an SMS conversation all that is said, and what the flow sends beside it. */
function messagesOf(run: RunRow, { shown, sms }: Work, linkId: string | null): UnsentSms[] {
  const said = run.channel === 'sms' ? shown.map(({ text }) => ({ to: run.msisdn, text, said: true })) : [];
  const beside = sms.map(({ to, text }) => ({ to, text, said: false }));
  return [...said, ...beside].map((one) => ({ ...one, linkId: one.to === run.msisdn ? linkId : null }));
}

/** How a run's messages are sent: its sender, with what the country of the number wants a promotional one to end with. */
function requestOf(
  deps: FlowRunsDeps,
  account: Account,
  run: RunRow,
  queue: SmsRequest['lane'],
): (message: UnsentSms) => SmsRequest {
  const sender = senderOf(deps.directory(), account, run) ?? '';
  const purpose = purposeOf(account, sender);
  return ({ to, text, linkId }) => ({
    from: sender,
    to,
    text: withSuffix(policyOf(networkOf(to).country), purpose, text).text,
    refId: run.firstMessageId ?? '',
    linkId,
    flash: false,
    lane: queue,
    validityMinutes: null,
  });
}
