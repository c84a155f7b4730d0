import { type AcceptResult, TemporarilyUnavailable } from '#core/accept.ts';
import type { Account, Survey } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import { normaliseMsisdn } from '#core/msisdn.ts';
import type { Refusal } from '#core/refusal.ts';
import type { SurveyStart, SurveyStarted } from '#core/start-survey.ts';
import { type ContactVerdict, judgeContact } from '#policy/judge-contact.ts';
import { policyOf } from '#policy/policy-of.ts';
import { purposeOf } from '#policy/purpose-of.ts';
import { foldAddress } from '#routing/mo-match.ts';
import { networkOf } from '#routing/number-plan.ts';
import { mayPass } from '#store/database-errors.ts';
import { dropInputs, hasInput } from '#store/flow-inputs.ts';
import {
  type ConversationKey,
  holdConversation,
  lockConversation,
  type RunRow,
  saveRun,
  waitingRunsOf,
} from '#store/flow-runs.ts';
import { setTimers } from '#store/flow-timers.ts';
import { begin } from './begin.ts';
import type { FlowRunsDeps } from './deps.ts';
import { endRun } from './end-run.ts';
import { logNames } from './log-names.ts';
import { newRun } from './new-run.ts';
import { takeConversation } from './take-conversation.ts';
import { type Together, together } from './together.ts';

/** Nothing of the survey is to be kept. */
class StartRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`refused with ${refusal.code}`);
    this.refusal = refusal;
  }
}

type Begun = {
  readonly run: RunRow;
  readonly first: AcceptResult | null;
  readonly waits: Waits | null;
  /** Owes a request to a web service; not always the run that begins. */
  readonly calling: RunRow | null;
};
/** Opens a conversation when it is its turn. */
export type InTurn = (key: ConversationKey, begin: () => Promise<Begun>) => Promise<Begun>;
type Waits = { readonly until: number | null; readonly why: readonly string[] };

/**
 * Puts a survey to a person. One that is open for them is begun anew, or refused, as the survey says; while another
 * conversation is open at its address, or the country's hours are over, it waits.
 *
 * @throws TemporarilyUnavailable when the database is away; and what whoever gives the turn throws
 */
export async function startSurvey(
  deps: FlowRunsDeps,
  account: Account,
  survey: Survey,
  { to, params }: SurveyStart,
  inTurn: InTurn,
): Promise<SurveyStarted> {
  const { lenientNumbers } = account.settings;
  const msisdn = normaliseMsisdn(to, account.defaultCountry, lenientNumbers);
  const { mcc, mnc } = msisdn === null ? { mcc: '', mnc: '' } : networkOf(msisdn);
  try {
    if (msisdn === null) throw new StartRefused({ code: '1002', field: 'to' });
    const key = { accountId: account.id, msisdn, address: foldAddress(survey.sender) };
    const { run, first, waits } = await inTurn(key, () => openInOrder(deps, account, survey, key, params));
    const isSent = first?.accepted === true;
    return {
      started: true,
      runId: run.id,
      messageId: isSent ? first.messageId : run.id,
      cost: isSent ? first.cost : 0,
      balance: isSent ? first.balance : await deps.balanceOf(account.id),
      mcc,
      mnc,
      waits,
    };
  } catch (error) {
    if (!(error instanceof StartRefused)) {
      if (!mayPass(error)) throw error;
      throw new TemporarilyUnavailable((error as Error).message, { cause: error });
    }
    const { refusal } = error;
    const messageId = newId(deps.clock.now());
    return { started: false, messageId, refusal, balance: await deps.balanceOf(account.id), mcc, mnc };
  }
}

/** Opens a conversation after what was written in the one before, so that each answer counts where it was given. */
async function openInOrder(
  deps: FlowRunsDeps,
  account: Account,
  survey: Survey,
  key: ConversationKey,
  params: RunRow['params'],
): Promise<Begun> {
  let calling: RunRow | null = null;
  for (let isRead = false; ; isRead = true) {
    const begun = await together(deps.pool, (unit) => open(deps, unit, account, survey, key, params, isRead));
    if (begun !== null) return begun.waits === null ? begun : { ...begun, calling };
    calling = await takeConversation(deps, key).catch((error: Error) => {
      if (mayPass(error)) throw error;
      // A run that nobody can take on is begun anew all the same.
      const names = logNames(deps, key);
      deps.log.warn({ ...names, err: error.message }, 'an answer was lost where its survey began anew');
      return null;
    });
  }
}

/** @returns null where the run that it ends has an answer on disk that nobody has read: that is to be taken in first */
async function open(
  deps: FlowRunsDeps,
  unit: Together,
  account: Account,
  survey: Survey,
  key: ConversationKey,
  params: RunRow['params'],
  isRead: boolean,
): Promise<Begun | null> {
  const { msisdn, address } = key;
  const flow = deps.directory().flows.get(survey.flowId);
  if (flow === undefined) throw new StartRefused({ code: '1011' });
  if (survey.state !== 'active') throw new StartRefused({ code: '1012', why: survey.state });
  if (deps.optOuts.has(account.id, msisdn, survey.sender)) throw new StartRefused({ code: '1007' });
  const now = deps.clock.now();
  const verdict = verdictOf(account, survey, msisdn, now);
  if (verdict.verdict === 'never') throw new StartRefused({ code: '1009' });

  await holdConversation(unit.client, key);
  const before = await lockConversation(unit.client, key);
  const waiting = await waitingRunsOf(unit.client, key, survey.id);
  const isMine = before?.surveyId === survey.id;
  if (isMine && !isRead && before.call === null && (await hasInput(unit.client, key))) return null;
  const mine = [...(isMine ? [before] : []), ...waiting];
  if (mine.length > 0 && survey.whenOpen === 'refuse')
    throw new StartRefused({ code: '1012', why: 'already active' });
  // What was written while a web service was asked answers nothing, and must not answer the first question of the next run.
  if (isMine) await dropInputs(unit.client, key);
  for (const run of mine) await endRun(deps, unit, run, 'restarted');

  const origin = { accountId: account.id, flowId: flow.id, version: flow.version, surveyId: survey.id };
  const run = newRun({ ...origin, appId: null, channel: 'sms', msisdn, address, params }, now);
  const waits = waitsFor(before !== null && before.surveyId !== survey.id, verdict);
  if (waits !== null) {
    await saveRun(unit.client, run);
    if (waits.until !== null) await setTimers(unit.client, run.id, [{ kind: 'start', dueAt: waits.until }]);
    return { run, first: null, waits, calling: null };
  }
  const prepared = await deps.flows.find(flow.id, flow.version);
  const sent = await begin(deps, unit, run, prepared, { input: null });
  if (sent.first?.accepted === false) throw new StartRefused(sent.first.refusal);
  return { ...sent, waits: null, calling: sent.run.call === null ? null : sent.run };
}

function verdictOf(account: Account, { sender }: Survey, msisdn: string, now: number): ContactVerdict {
  const policy = policyOf(networkOf(msisdn).country);
  const purpose = purposeOf(account, sender);
  return judgeContact(policy, { what: 'survey-start', sender: purpose, now, contactAt: now });
}

function waitsFor(isBusy: boolean, verdict: ContactVerdict): Waits | null {
  if (isBusy) return { until: null, why: ['Another conversation with this person is open at this address.'] };
  return verdict.verdict === 'later' ? { until: verdict.at, why: verdict.reasons } : null;
}
