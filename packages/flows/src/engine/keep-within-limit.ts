import type { Value } from '../document/condition.ts';
import { limits } from '../document/flow.ts';
import type { Effect } from './effect.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import { openRun, stateOf } from './run.ts';
import { fail } from './speak.ts';
import type { Frame, RunState } from './state.ts';

/** No character takes more octets than this in JSON: `\u001f`. */
const octetsOfCharacter = 6;

/**
 * A state of at most 64 KiB. A step that would make it larger ends the run, as it was before that step; what the person answered in
 * it is still told to the world.
 */
export function keepWithinLimit(
  prepared: PreparedFlow,
  before: RunState | null,
  effects: readonly Effect[],
  state: RunState,
): { readonly state: RunState; readonly effects: readonly Effect[] } {
  if (fits(state)) return { state, effects };
  const small: RunState = {
    ...state,
    answers: before?.answers ?? {},
    vars: before?.vars ?? {},
    contact: before?.contact ?? {},
    consents: before?.consents ?? {},
    facts: before === null ? { ...state.facts, contact: {}, params: {} } : state.facts,
    trail: [],
  };
  const run = openRun(prepared, small, { now: state.startedAt });
  const [frame] = small.frames;
  fail(run, frame?.block ?? '', `The run holds more than ${limits.stateOctets} octets of answers and texts.`);
  return { state: stateOf(run), effects: [...effects.filter(isTold), ...run.effects] };
}

function isTold({ kind }: Effect): boolean {
  return (
    kind === 'answer' || kind === 'consent' || kind === 'contact' || kind === 'asked' || kind === 'error'
  );
}

/** Counts exactly only what a rough count, which is never too low, cannot clear. */
function fits(state: RunState): boolean {
  return (
    roughUnits(state) * octetsOfCharacter <= limits.stateOctets ||
    new TextEncoder().encode(JSON.stringify(state)).length <= limits.stateOctets
  );
}

function roughUnits(state: RunState): number {
  const { facts, wait } = state;
  let units =
    600 + facts.reference.length + facts.msisdn.length + facts.country.length + state.language.length;
  for (const name of Object.keys(state.answers)) {
    const answer = state.answers[name];
    if (answer === undefined) continue;
    units += 100 + name.length + answer.raw.length + answer.label.length + answer.block.length;
    units += unitsOf(answer.value);
  }
  for (const record of [state.vars, state.contact, facts.contact, facts.params]) {
    for (const name of Object.keys(record)) units += 6 + name.length + unitsOf(record[name] ?? '');
  }
  for (const name of Object.keys(state.consents)) units += 10 + name.length;
  for (const frames of state.trail) units += framesUnits(frames);
  units += framesUnits(state.frames);
  const question = wait?.kind === 'resume' ? wait.before : wait;
  for (const said of question?.said ?? []) units += 4 + said.length;
  return units;
}

function unitsOf(value: Value): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object') return 26;
  let units = 2;
  for (const item of value) units += item.length + 3;
  return units;
}

function framesUnits(frames: readonly Frame[]): number {
  let units = 3;
  for (const { flow, block } of frames) units += 24 + flow.length + block.length;
  return units;
}
