import { type PreparedFlow, type RunEvent, type ScreenLimits, step } from '@ujumbe/flows';
import { lane, type SmsRequest } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import { policyOf } from '#policy/policy-of.ts';
import { withSuffix } from '#policy/with-suffix.ts';
import { networkOf } from '#routing/number-plan.ts';
import { addConsent } from '#store/consents.ts';
import { addContactRequest } from '#store/contact-requests.ts';
import { changeGroups, setContactFields } from '#store/contacts.ts';
import { isServerRefusal } from '#store/database-errors.ts';
import { saveAnswers } from '#store/flow-answers.ts';
import { type LastReply, type RunRow, saveRun, type UnsentSms } from '#store/flow-runs.ts';
import { setTimers } from '#store/flow-timers.ts';
import { apart } from '#store/transaction.ts';
import type { FlowRunsDeps } from './deps.ts';
import { callNext } from './end-run.ts';
import { mailResponse } from './mail-response.ts';
import { type Sent, sendAll } from './send-all.ts';
import { senderOf } from './sender-of.ts';
import { sortEffects, type Work } from './sort-effects.ts';
import { timersOf } from './timers.ts';
import type { Together } from './together.ts';

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
  { event, input, screen, linkId }: Happening,
): Promise<Sent> {
  const now = deps.clock.now();
  const { state, effects } = step(flow, before.state, event, { now, ...(screen ? { screen } : {}) });
  const work = sortEffects(effects);
  const isPersons = event.type !== 'remind' && event.type !== 'expire' && event.type !== 'http_result';
  const isHeard = event.type !== 'expire';
  const call = work.calls.at(-1)?.call;
  const stepNumber = before.step + 1;
  const stepped: RunRow = {
    ...before,
    channel: state.channel,
    language: state.language,
    status: state.wait === null ? 'over' : 'open',
    outcome: state.outcome,
    state,
    step: stepNumber,
    lastInput: input ?? before.lastInput,
    lastReply: state.channel === 'ussd' && isHeard ? replyOf(work) : null,
    call: call === undefined ? null : { ...call, key: `${before.id}:${stepNumber}` },
    lastAt: isPersons ? now : before.lastAt,
    endedAt: state.wait === null ? now : null,
  };
  await keep(deps, unit, stepped, work, now);
  const account = accountOf(deps, stepped);
  const sent = await send(
    deps,
    unit,
    account,
    stepped,
    messagesOf(stepped, work, isHeard),
    event,
    linkId ?? null,
  );
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
  const account = accountOf(deps, run);
  const sender = senderOf(deps.directory(), account, run);
  const timers = timersOf({
    run,
    flow,
    policy: policyOf(networkOf(run.msisdn).country),
    sender: sender !== null && account.promotionalSenders.has(sender) ? 'promotional' : 'transactional',
    now: deps.clock.now(),
  });
  await setTimers(client, run.id, timers);
  if (run.status !== 'over') return saveRun(client, run);
  await mailResponse(deps, unit, run, flow);
  await saveRun(client, { ...run, state: null, call: null, unsent: null });
  await callNext(deps, unit, run);
}

/** @throws Error when the account is gone: the run waits */
export function accountOf(deps: Pick<FlowRunsDeps, 'directory'>, run: Pick<RunRow, 'accountId'>): Account {
  const account = deps.directory().accounts.get(run.accountId);
  if (account === undefined) throw new Error(`Account ${run.accountId} is not known here yet.`);
  return account;
}

async function keep(
  deps: FlowRunsDeps,
  { client }: Together,
  run: RunRow,
  work: Work,
  now: number,
): Promise<void> {
  const { id: runId, accountId, msisdn, channel, language, reference } = run;
  const person = { accountId, msisdn };
  await saveAnswers(client, { runId, channel, language, at: now }, work.answers);
  for (const { kind: _, text: wording, ...consent } of work.consents) {
    await addConsent(client, {
      ...consent,
      wording,
      id: newId(now),
      ...person,
      source: 'flow',
      runId,
      at: now,
    });
  }
  if (Object.keys(work.contact).length > 0) {
    await setContactFields(apart(client), person, work.contact).catch((error: Error) => {
      if (!isServerRefusal(error)) throw error;
      deps.log.warn({ runId, err: error.message }, 'the fields of a contact were not kept');
    });
  }
  for (const groups of work.groups) await changeGroups(client, person, groups);
  for (const request of work.requests) {
    const about = { id: newId(now), runId, block: request.block, reference, ...person, channel, language };
    await addContactRequest(client, {
      ...about,
      kind: request.kind,
      queue: request.kind === 'task' ? request.queue : null,
      priority: request.kind === 'task' ? request.priority : 'normal',
      summary: request.kind === 'task' ? request.summary : '',
      organisation: request.kind === 'referral' ? request.organisation : null,
      answers: request.answers,
      createdAt: now,
    });
  }
  for (const { block, message } of work.errors) {
    deps.log.warn(
      { runId, flow: run.flowId, version: run.version, block, err: message },
      'a flow went wrong',
    );
  }
}

function replyOf({ shown }: Work): LastReply | null {
  const screen = shown.at(-1);
  return screen === undefined ? null : { text: screen.text, last: screen.last };
}

/** What is to be sent: of an SMS conversation all that is said, and what the flow sends beside it. */
function messagesOf(run: RunRow, { shown, sms }: Work, isHeard: boolean): UnsentSms[] {
  const said = run.channel === 'sms' && isHeard ? shown.map(({ text }) => ({ to: run.msisdn, text })) : [];
  return [...said, ...sms];
}

async function send(
  deps: FlowRunsDeps,
  unit: Together,
  account: Account,
  run: RunRow,
  messages: readonly UnsentSms[],
  event: RunEvent,
  linkId: string | null,
): Promise<Sent> {
  if (messages.length === 0) return { run, first: null };
  const isAnswer = event.type === 'input' || event.type === 'http_result';
  const request = requestOf(deps, account, run, { lane: isAnswer ? lane.urgent : lane.normal, linkId });
  return sendAll(deps, unit, account, run, messages, request);
}

/** How a run's messages are sent: its sender, with what its country wants a promotional one to end with. */
export function requestOf(
  deps: FlowRunsDeps,
  account: Account,
  run: RunRow,
  { lane: queue, linkId }: Pick<SmsRequest, 'lane' | 'linkId'>,
): (message: UnsentSms) => SmsRequest {
  const sender = senderOf(deps.directory(), account, run) ?? '';
  const purpose = account.promotionalSenders.has(sender) ? 'promotional' : 'transactional';
  return ({ to, text }) => ({
    from: sender,
    to,
    text: withSuffix(policyOf(networkOf(run.msisdn).country), purpose, text).text,
    refId: run.firstMessageId ?? '',
    linkId,
    flash: false,
    lane: queue,
    validityMinutes: null,
  });
}
