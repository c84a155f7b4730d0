import type { Flow } from '../document/flow.ts';
import type { RunEvent } from './event.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import type { RunState } from './state.ts';

/** Where a run stands before its first block. */
export function firstState(
  { flow }: PreparedFlow,
  { channel, language, facts }: Pick<Extract<RunEvent, { type: 'start' }>, 'channel' | 'language' | 'facts'>,
  now: number,
): RunState {
  return {
    channel,
    language: languageFor(flow, language),
    frames: [{ flow: flow.id, block: flow.entry }],
    wait: null,
    outcome: null,
    answers: {},
    vars: {},
    contact: {},
    consents: {},
    trail: [],
    withdrawn: [],
    passed: 0,
    requests: [],
    sent: [],
    facts,
    startedAt: now,
  };
}

/** The flow's language that comes closest to what a person speaks: `fr` for `fr-SN`, and the other way round. */
function languageFor({ languages }: Flow, wanted: string | null): string {
  const [standard] = languages;
  if (wanted === null || languages.includes(wanted)) return wanted ?? standard;
  return languages.find((language) => baseOf(language) === baseOf(wanted)) ?? standard;
}

function baseOf(language: string): string {
  return language.toLowerCase().split('-', 1)[0] ?? language;
}
