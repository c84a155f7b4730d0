import type { PreparedFlow } from '@ujumbe/flows';
import { lane } from '#core/accept.ts';
import { judgeContact } from '#policy/judge-contact.ts';
import { policyOf } from '#policy/policy-of.ts';
import { networkOf } from '#routing/number-plan.ts';
import { hasInput } from '#store/flow-inputs.ts';
import { holdConversation, lockConversation, lockRun, type RunRow } from '#store/flow-runs.ts';
import { type DueTimer, dropTimer, isDue, moveTimer, setTimers, type TimerKind } from '#store/flow-timers.ts';
import { accountOf } from './account-of.ts';
import { advance } from './advance.ts';
import { begin } from './begin.ts';
import type { FlowRunsDeps } from './deps.ts';
import { endRun } from './end-run.ts';
import { finish } from './finish.ts';
import { sendOwed } from './send-owed.ts';
import { CALL_AGAIN_MS } from './timers.ts';
import { type Together, together } from './together.ts';
import { purposeOfRun, verdictNow } from './verdict-now.ts';

/** A survey that is paused, or whose account is suspended, is looked at again after this. */
const PAUSED_MS = 15 * 60_000;
/** What a person has written is taken in meanwhile, which sets the timers of silence anew. */
const INPUT_FIRST_MS = 10_000;

/** Does what a run is due for. @returns the run where it owes a request to a web service */
export async function fireTimer(deps: FlowRunsDeps, timer: DueTimer): Promise<RunRow | null> {
  const { runId, kind } = timer;
  const run = await together(deps.pool, async (unit) => {
    if (timer.channel === 'sms') await holdConversation(unit.client, timer);
    const held = await lockRun(unit.client, runId);
    // Another node was quicker, or the run has gone on meanwhile.
    if (held === null || !(await isDue(unit.client, runId, kind, deps.clock.now()))) return null;
    // Who has answered is neither reminded nor given up, even if nobody has come to read it.
    const isOfSilence = timer.channel === 'sms' && (kind === 'remind' || kind === 'expire');
    if (isOfSilence && (await hasInput(unit.client, timer))) {
      await moveTimer(unit.client, runId, kind, deps.clock.now() + INPUT_FIRST_MS);
      return null;
    }
    return fire(deps, unit, held, kind);
  });
  return run?.call ? run : null;
}

async function fire(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  kind: TimerKind,
): Promise<RunRow | null> {
  if (kind === 'start') return start(deps, unit, run);
  // Of a run that is over only its last words may be owed.
  if (run.status !== 'open' && kind !== 'send') {
    await setTimers(unit.client, run.id, []);
    return null;
  }
  const flow = await deps.flows.find(run.flowId, run.version);
  switch (kind) {
    case 'send':
      return sendAgain(deps, unit, run, flow);
    case 'call':
      await moveTimer(unit.client, run.id, kind, deps.clock.now() + CALL_AGAIN_MS);
      return run;
    case 'remind':
      return remind(deps, unit, run, flow);
    case 'expire':
      return (await advance(deps, unit, run, flow, { event: { type: 'expire' }, input: null })).run;
  }
}

async function start(deps: FlowRunsDeps, unit: Together, run: RunRow): Promise<RunRow | null> {
  const { client } = unit;
  // Its end calls the next.
  const isBusy = run.status !== 'queued' || (await lockConversation(client, run)) !== null;
  if (isBusy) {
    await setTimers(client, run.id, []);
    return null;
  }
  const now = deps.clock.now();
  const state = run.surveyId === null ? undefined : deps.directory().surveys.get(run.surveyId)?.state;
  if (state === 'paused' || !accountOf(deps, run).active) {
    await moveTimer(client, run.id, 'start', now + PAUSED_MS);
    return null;
  }
  const verdict = judgeContact(policyOf(networkOf(run.msisdn).country), {
    what: 'survey-start',
    sender: purposeOfRun(deps, run),
    now,
    contactAt: run.startedAt,
  });
  if (state !== 'active' || verdict.verdict === 'never') {
    await endRun(deps, unit, run, 'expired');
    return null;
  }
  if (verdict.verdict === 'later') {
    await moveTimer(client, run.id, 'start', verdict.at);
    return null;
  }
  const flow = await deps.flows.find(run.flowId, run.version);
  // What it is measured by from here on is its own beginning, and not the contact it waited after.
  return (await begin(deps, unit, { ...run, startedAt: now, lastAt: now }, flow, { input: null })).run;
}

async function remind(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  flow: PreparedFlow,
): Promise<RunRow | null> {
  // It may be later than it was due for.
  const verdict = verdictNow(deps, run, 'reminder');
  if (verdict.verdict === 'now')
    return (await advance(deps, unit, run, flow, { event: { type: 'remind' }, input: null })).run;
  if (verdict.verdict === 'later') await moveTimer(unit.client, run.id, 'remind', verdict.at);
  else await dropTimer(unit.client, run.id, 'remind');
  return null;
}

async function sendAgain(
  deps: FlowRunsDeps,
  unit: Together,
  run: RunRow,
  flow: PreparedFlow,
): Promise<RunRow | null> {
  if (verdictNow(deps, run, 'survey-question').verdict === 'now')
    return sendOwed(deps, unit, run, flow, lane.normal);
  // Its timer is later than it was due for, and is set anew within the hours.
  await finish(deps, unit, run, flow);
  return run;
}
