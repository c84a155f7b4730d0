import { type Flow, standardSettings } from '@ujumbe/flows';
import type { CountryPolicy } from '#policy/country-policy.ts';
import {
  type ContactKind,
  type ContactVerdict,
  judgeContact,
  type SenderPurpose,
} from '#policy/judge-contact.ts';
import type { RunRow } from '#store/flow-runs.ts';
import type { FlowTimer } from '#store/flow-timers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What could not be accepted is tried again after this. */
const SEND_AGAIN_MS = 5 * MINUTE;
/** The last words of a run are owed for this long. */
const LAST_WORDS_MS = 24 * HOUR;
/** A web service that has not answered after this was asked by a node that is gone. */
export const CALL_AGAIN_MS = MINUTE;
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
  if (run.status === 'queued') return [];
  if (run.status === 'over') return sendingLater(facts);
  const timers = sendingLater(facts);
  // However the service answers, the run goes on; until then it is not the person who is silent.
  if (run.call !== null) return [...timers, { kind: 'call', dueAt: now + CALL_AGAIN_MS }];
  return run.channel === 'ussd' ? [...timers, expiryOnUssd(facts)] : [...timers, ...silenceOnSms(facts)];
}

/** Whether the person may be written to at a time without having asked for it just then. */
export function verdictFor(
  { policy, sender, run }: Pick<TimerFacts, 'policy' | 'sender' | 'run'>,
  what: ContactKind,
  at: number,
): ContactVerdict {
  const { startedAt, lastAt } = run;
  return judgeContact(policy, { what, sender, now: at, startedAt, lastHeardAt: lastAt });
}

/** For how long whoever dials again may go on, in milliseconds. */
export function resumeMs({ settings }: Flow): number {
  if (settings?.sensitive) return 0;
  return (settings?.resumeMinutes ?? standardSettings.resumeMinutes) * MINUTE;
}

function sendingLater(facts: TimerFacts): FlowTimer[] {
  const { run, now } = facts;
  if (run.unsent === null) return [];
  const dueAt = dueWithin(verdictFor(facts, 'survey-question', now + SEND_AGAIN_MS), now + SEND_AGAIN_MS);
  const isTooLate = dueAt === null || (run.endedAt !== null && dueAt > run.endedAt + LAST_WORDS_MS);
  return isTooLate ? [] : [{ kind: 'send', dueAt }];
}

function expiryOnUssd({ run, flow }: TimerFacts): FlowTimer {
  return { kind: 'expire', dueAt: run.lastAt + Math.max(resumeMs(flow), USSD_SILENCE_MS) };
}

function silenceOnSms(facts: TimerFacts): FlowTimer[] {
  const { run, flow, policy } = facts;
  const { survey } = policy;
  const ends = Math.min(
    askedAt(run) + (flow.settings?.expireAfterMinutes ?? standardSettings.expireAfterMinutes) * MINUTE,
    run.lastAt + (survey.silenceHours ?? Number.POSITIVE_INFINITY) * HOUR,
    run.startedAt + (survey.overallHours ?? Number.POSITIVE_INFINITY) * HOUR,
  );
  const remindAt = reminderAt(facts);
  const expire: FlowTimer = { kind: 'expire', dueAt: ends };
  return remindAt !== null && remindAt < ends ? [expire, { kind: 'remind', dueAt: remindAt }] : [expire];
}

/** When the next reminder is due, null for never. Of a question that could not be sent so far nobody is reminded. */
function reminderAt(facts: TimerFacts): number | null {
  const { run, flow, policy, now } = facts;
  const wait = run.state?.wait;
  if (wait?.kind !== 'question' || run.unsent !== null) return null;
  const given = wait.reminders;
  const minutes = flow.settings?.remindAfterMinutes ?? [];
  const after = minutes[given];
  if (after === undefined || run.reminders >= policy.survey.maxReminders) return null;
  // One that had to wait for the morning must not come together with the next.
  const before = minutes[given - 1];
  const gap = before === undefined ? 0 : after > before ? after - before : after;
  const dueAt = Math.max(askedAt(run) + after * MINUTE, before === undefined ? 0 : now + gap * MINUTE);
  return dueWithin(verdictFor(facts, 'reminder', dueAt), dueAt);
}

/** Silence begins with the last word of the person, or with a question that was put without one. */
function askedAt({ state, lastAt }: RunRow): number {
  return state?.wait?.kind === 'question' ? Math.max(lastAt, state.wait.since) : lastAt;
}

/** The time itself, or the next at which it is allowed; null where it never is. */
function dueWithin(verdict: ContactVerdict, at: number): number | null {
  if (verdict.verdict === 'never') return null;
  return verdict.verdict === 'later' ? verdict.at : at;
}
