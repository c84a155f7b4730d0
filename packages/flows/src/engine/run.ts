import type { Scope } from '../conditions/scope.ts';
import { newWork } from '../conditions/work.ts';
import type { Value } from '../document/condition.ts';
import type { Effect } from './effect.ts';
import { type ScreenLimits, type StepContext, standardScreen } from './event.ts';
import type { PreparedBlock, PreparedFlow } from './prepared-flow.ts';
import type { Answer, Channel, Frame, Outcome, Request, RunState, SentSms, Wait } from './state.ts';

/**
 * A run while a step is taken. Its fields change; what they hold never does, so that the state before shares all that has
 * stayed the same.
 */
export type Run = Scope & {
  readonly prepared: PreparedFlow;
  readonly screen: ScreenLimits;
  readonly startedAt: number;
  channel: Channel;
  language: string;
  frames: readonly Frame[];
  wait: Wait | null;
  outcome: Outcome | null;
  answers: Readonly<Record<string, Answer>>;
  vars: Readonly<Record<string, Value>>;
  contact: Readonly<Record<string, Value>>;
  consents: Readonly<Record<string, boolean>>;
  trail: readonly (readonly Frame[])[];
  withdrawn: readonly string[];
  passed: number;
  requests: readonly Request[];
  sent: readonly SentSms[];
  /** Said in this step and not shown so far. */
  said: readonly string[];
  /** Nobody is there any more: nothing is shown. */
  silent: boolean;
  /** What the run comes to where its end does not say. */
  ending: Outcome;
  /** Services asked since the person was last asked something. */
  calls: number;
  readonly effects: Effect[];
};

export function openRun(prepared: PreparedFlow, state: RunState, { now, screen }: StepContext): Run {
  return {
    prepared,
    flowId: prepared.flow.id,
    now,
    work: newWork(),
    screen: screen ?? standardScreen,
    channel: state.channel,
    language: state.language,
    frames: state.frames,
    wait: state.wait,
    outcome: state.outcome,
    answers: state.answers,
    vars: state.vars,
    contact: state.contact,
    consents: state.consents,
    trail: state.trail,
    withdrawn: state.withdrawn,
    passed: state.passed,
    requests: state.requests,
    sent: state.sent,
    facts: state.facts,
    startedAt: state.startedAt,
    said: [],
    silent: false,
    ending: 'completed',
    calls: 0,
    effects: [],
  };
}

export function stateOf(run: Run): RunState {
  return {
    channel: run.channel,
    language: run.language,
    frames: run.frames,
    wait: run.wait,
    outcome: run.outcome,
    answers: run.answers,
    vars: run.vars,
    contact: run.contact,
    consents: run.consents,
    trail: run.trail,
    withdrawn: run.withdrawn,
    passed: run.passed,
    requests: run.requests,
    sent: run.sent,
    facts: run.facts,
    startedAt: run.startedAt,
  };
}

/** Where a run stands, null where its flow has no such block. */
export function currentBlock({ prepared, frames }: Run): PreparedBlock | null {
  const frame = frames.at(-1);
  if (frame === undefined) return null;
  return prepared.documents.get(frame.flow)?.blocks.get(frame.block) ?? null;
}
