import { type Flow, type RunState, standardSettings } from '@ujumbe/flows';
import type { CountryPolicy } from '#policy/country-policy.ts';
import { judgeContact, type SenderPurpose } from '#policy/judge-contact.ts';
import type { RunRow } from '#store/flow-runs.ts';
import type { FlowTimer } from '#store/flow-timers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What could not be accepted is tried again after this. */
const SEND_AGAIN_MS = 5 * MINUTE;
/** A web service that has not answered after this was asked by a node that is gone. */
const CALL_AGAIN_MS = MINUTE;
/** A USSD session is certainly over after this much silence. */
const USSD_SILENCE_MS = 15 * MINUTE;

export type TimerFacts = {
  readonly run: RunRow;
  readonly flow: Flow;
  readonly policy: CountryPolicy;
  readonly sender: SenderPurpose;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** When a run is to be looked at next: its flow's own wishes, within what its country allows. */
export function timersOf(facts: TimerFacts): FlowTimer[] {
  const { run, now } = facts;
  if (run.status !== 'open') return [];
  const timers: FlowTimer[] = [];
  if (run.unsent !== null) timers.push({ kind: 'send', dueAt: now + SEND_AGAIN_MS });
  if (run.call !== null) timers.push({ kind: 'call', dueAt: now + CALL_AGAIN_MS });
  return run.channel === 'ussd' ? [...timers, expiryOnUssd(facts)] : [...timers, ...silenceOnSms(facts)];
}

function expiryOnUssd({ run, flow }: TimerFacts): FlowTimer {
  return { kind: 'expire', dueAt: run.lastAt + Math.max(resumeMs(flow), USSD_SILENCE_MS) };
}

/** For how long whoever dials again may go on, in milliseconds. */
export function resumeMs({ settings }: Flow): number {
  if (settings?.sensitive) return 0;
  return (settings?.resumeMinutes ?? standardSettings.resumeMinutes) * MINUTE;
}

function silenceOnSms({ run, flow, policy, sender }: TimerFacts): FlowTimer[] {
  const { settings } = flow;
  const { survey } = policy;
  const ends = Math.min(
    run.lastAt + (settings?.expireAfterMinutes ?? standardSettings.expireAfterMinutes) * MINUTE,
    run.lastAt + (survey.silenceHours ?? Number.POSITIVE_INFINITY) * HOUR,
    run.startedAt + (survey.overallHours ?? Number.POSITIVE_INFINITY) * HOUR,
  );
  const expire: FlowTimer = { kind: 'expire', dueAt: ends };
  const given = remindersOf(run.state);
  const after = settings?.remindAfterMinutes?.[given];
  if (after === undefined || given >= survey.maxReminders) return [expire];
  const dueAt = run.lastAt + after * MINUTE;
  const verdict = judgeContact(policy, {
    what: 'reminder',
    sender,
    now: dueAt,
    contactAt: run.startedAt,
    startedAt: run.startedAt,
    lastHeardAt: run.lastAt,
  });
  if (verdict.verdict === 'never') return [expire];
  const remindAt = verdict.verdict === 'later' ? verdict.at : dueAt;
  return remindAt < ends ? [expire, { kind: 'remind', dueAt: remindAt }] : [expire];
}

function remindersOf(state: RunState | null): number {
  return state?.wait?.kind === 'question' ? state.wait.reminders : 0;
}
