import { isSensitiveRun } from '@ujumbe/flows';
import { flowKey } from '#core/directory.ts';
import { within } from '#core/within.ts';
import { lockResumable, lockRun, type RunRow } from '#store/flow-runs.ts';
import { advance } from './advance.ts';
import { begin } from './begin.ts';
import { callService } from './call-service.ts';
import type { FlowRunsDeps } from './deps.ts';
import { isDialable } from './is-dialable.ts';
import { logNames } from './log-names.ts';
import { newRun } from './new-run.ts';
import { takeAnswer } from './take-answer.ts';
import { resumeMs } from './timers.ts';
import { type Together, together } from './together.ts';
import type { StepUssdRun, UssdRunAnswer, UssdRunHop } from './ussd-run.ts';

/** Kept of a hop's time for writing down what a web service answered. */
const RESERVE_MS = 500;

/**
 * Takes a run one hop on, and as far as it goes without its person: what web services answer is waited for, within the hop's
 * time. The same hop again gets the same screen.
 * @param track told of the work, which may go on when the hop's time is over
 */
export function stepUssdRun(
  deps: FlowRunsDeps,
  track: <Result>(work: Promise<Result>) => Promise<Result>,
): StepUssdRun {
  return async (hop) => {
    const deadline = deps.clock.monotonic() + hop.withinMs;
    const work = take(deps, hop, deadline).catch((error: Error): UssdRunAnswer => {
      const { app, session, flow, runId } = hop;
      const { msisdn, serviceCode: address } = session;
      const names = logNames(deps, { accountId: app.accountId, msisdn, address });
      deps.log.error(
        { ...names, session: session.id, runId, flow, err: error.message },
        'a USSD hop of a flow failed',
      );
      return { kind: 'failed', reason: 'flow', detail: error.message };
    });
    return within(track(work), hop.withinMs, late);
  };
}

const late: UssdRunAnswer = { kind: 'failed', reason: 'timeout', detail: 'the flow took too long' };

async function take(deps: FlowRunsDeps, hop: UssdRunHop, deadline: number): Promise<UssdRunAnswer> {
  let run = await together(deps.pool, (unit) =>
    hop.runId === null ? dial(deps, unit, hop) : goOn(deps, unit, hop),
  );
  while (run.call !== null) {
    const left = deadline - deps.clock.monotonic() - RESERVE_MS;
    if (left <= 0) return late;
    const event = await callService(deps, run.call, left);
    run = await takeAnswer(deps, run, event, hop.screen);
  }
  const { lastReply } = run;
  if (lastReply === null) {
    return { kind: 'failed', reason: 'flow', detail: `the flow "${hop.flow}" had nothing to show` };
  }
  return { kind: 'screen', runId: run.id, ...lastReply };
}

async function dial(deps: FlowRunsDeps, unit: Together, hop: UssdRunHop): Promise<RunRow> {
  const { app, session, screen } = hop;
  const { accountId } = app;
  const flow = deps.directory().flowsByName.get(flowKey(accountId, hop.flow));
  if (flow === undefined) throw new Error(`The account has no published flow "${hop.flow}".`);
  const { msisdn, serviceCode } = session;
  const now = deps.clock.now();
  const prepared = await deps.flows.find(flow.id, flow.version);
  const newest = { accountId, flowId: flow.id, version: flow.version, surveyId: null, appId: app.id };
  const input = nameOf(hop);
  const since = now - resumeMs(prepared.flow);
  const before = await lockResumable(unit.client, { ...newest, msisdn }, since, input);
  if (before?.lastInput === input) return before;
  const own = before === null ? null : await deps.flows.find(before.flowId, before.version);
  // The phone may be in other hands: what is sensitive ends as it stands, and nobody goes on with it.
  if (before?.state && own !== null && !isSensitiveRun(own, before.state)) {
    const event = { type: 'resume', channel: 'ussd' } as const;
    return (await advance(deps, unit, { ...before, address: serviceCode }, own, { event, input, screen }))
      .run;
  }
  const run = newRun({ ...newest, channel: 'ussd', msisdn, address: serviceCode, params: {} }, now);
  return (await begin(deps, unit, run, prepared, { input, screen })).run;
}

async function goOn(deps: FlowRunsDeps, unit: Together, hop: UssdRunHop): Promise<RunRow> {
  const run = await lockRun(unit.client, hop.runId as string);
  if (run === null) throw new Error('The run of this session is no longer kept.');
  const input = nameOf(hop);
  if (run.lastInput === input) return run;
  // It has ended from without, such as by too much silence: there is nothing to say but what was said last.
  if (run.status === 'over') throw new Error('The run of this session is over.');
  const flow = await deps.flows.find(run.flowId, run.version);
  if (hop.dialled && !isDialable(flow, run.state)) return run;
  const event = { type: 'input', text: hop.entry ?? '' } as const;
  return (await advance(deps, unit, run, flow, { event, input, screen: hop.screen })).run;
}

/** Names a hop: the same again is the same hop. */
function nameOf({ session, position }: UssdRunHop): string {
  return `${session.id}:${position}`;
}
