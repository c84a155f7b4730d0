import { lane } from '#core/accept.ts';
import { judgeContact } from '#policy/judge-contact.ts';
import { policyOf } from '#policy/policy-of.ts';
import { networkOf } from '#routing/number-plan.ts';
import { lockConversation, lockRun, type RunRow } from '#store/flow-runs.ts';
import { type DueTimer, isDue, setTimers, type TimerKind } from '#store/flow-timers.ts';
import { accountOf, advance, finish, requestOf } from './advance.ts';
import { begin } from './begin.ts';
import type { FlowRunsDeps } from './deps.ts';
import { endRun } from './end-run.ts';
import { sendAll } from './send-all.ts';
import { senderOf } from './sender-of.ts';
import { type Together, together } from './together.ts';

/** Does what a run is due for. @returns the run where it owes a request to a web service */
export async function fireTimer(deps: FlowRunsDeps, { runId, kind }: DueTimer): Promise<RunRow | null> {
  const run = await together(deps.pool, async (unit) => {
    const held = await lockRun(unit.client, runId);
    // Another node was quicker, or the run has gone on meanwhile.
    if (held === null || !(await isDue(unit.client, runId, kind, deps.clock.now()))) return null;
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
  if (run.status === 'over') {
    await setTimers(unit.client, run.id, []);
    return null;
  }
  switch (kind) {
    case 'start':
      return start(deps, unit, run);
    case 'send':
      return sendAgain(deps, unit, run);
    case 'call':
      return run;
    case 'remind':
    case 'expire': {
      const flow = await deps.flows.find(run.flowId, run.version);
      return (await advance(deps, unit, run, flow, { event: { type: kind }, input: null })).run;
    }
  }
}

async function start(deps: FlowRunsDeps, unit: Together, run: RunRow): Promise<RunRow | null> {
  if (run.status !== 'queued') return null;
  const busy = await lockConversation(unit.client, run);
  // Its end calls the next.
  if (busy !== null) {
    await setTimers(unit.client, run.id, []);
    return null;
  }
  const now = deps.clock.now();
  const account = accountOf(deps, run);
  const sender = senderOf(deps.directory(), account, run) ?? '';
  const verdict = judgeContact(policyOf(networkOf(run.msisdn).country), {
    what: 'survey-start',
    sender: account.promotionalSenders.has(sender) ? 'promotional' : 'transactional',
    now,
    contactAt: run.startedAt,
  });
  if (verdict.verdict === 'later') {
    await setTimers(unit.client, run.id, [{ kind: 'start', dueAt: verdict.at }]);
    return null;
  }
  if (verdict.verdict === 'never') {
    await endRun(deps, unit, run, 'expired');
    return null;
  }
  const flow = await deps.flows.find(run.flowId, run.version);
  // What it is measured by from here on is its own beginning, and not the contact it waited after.
  return (await begin(deps, unit, { ...run, startedAt: now, lastAt: now }, flow, { input: null })).run;
}

async function sendAgain(deps: FlowRunsDeps, unit: Together, run: RunRow): Promise<RunRow | null> {
  if (run.unsent === null) return null;
  const account = accountOf(deps, run);
  const request = requestOf(deps, account, run, { lane: lane.normal, linkId: null });
  const sent = await sendAll(deps, unit, account, run, run.unsent, request);
  await finish(deps, unit, sent.run, await deps.flows.find(run.flowId, run.version));
  return sent.run;
}
