import type { Block } from '../document/blocks.ts';
import type { Flow, FlowSettings } from '../document/flow.ts';
import type { Effect } from '../engine/effect.ts';
import type { RunEvent } from '../engine/event.ts';
import { prepareFlow } from '../engine/prepare-flow.ts';
import type { PreparedFlow } from '../engine/prepared-flow.ts';
import type { Channel, Facts, RunState } from '../engine/state.ts';
import { type Stepped, step } from '../engine/step.ts';

/** A piece of a flow, what happens to it, and what each step must come to. */
export type Case = {
  readonly name: string;
  /** Standard `ussd`. */
  readonly channel?: Channel;
  readonly language?: string;
  /** Standard `en`. */
  readonly languages?: readonly [string, ...string[]];
  readonly settings?: FlowSettings;
  /** A text that is not here is its own key. */
  readonly texts?: Flow['texts'];
  /** The first one is the entry. */
  readonly blocks: Readonly<Record<string, Block>>;
  readonly others?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly facts?: Partial<Facts>;
  /** What the start must come to. Objects may leave fields out. */
  readonly start: readonly Partial<Effect>[];
  /** An entry, or another event, and what it must come to. */
  readonly steps?: readonly (readonly [
    string | Exclude<RunEvent, { type: 'start' }>,
    readonly Partial<Effect>[],
  ])[];
};

export type PlayedStep = Stepped & { readonly expected: readonly Partial<Effect>[] };

/** 22 November 2026, 08:00 UTC. */
export const caseTime = Date.UTC(2026, 10, 22, 8);

export function preparedCase(one: Case): PreparedFlow {
  const called = Object.entries(one.others ?? {}).map(
    ([id, blocks]) => [id, flowOf(id, { ...one, blocks })] as const,
  );
  return prepareFlow(flowOf('case', one), Object.fromEntries(called));
}

/** All steps of a case. States are written down and read back between them, as a database does. */
export function playCase(one: Case): readonly PlayedStep[] {
  const { channel = 'ussd', language = null, facts } = one;
  const prepared = preparedCase(one);
  const start: RunEvent = { type: 'start', channel, language, facts: { ...standardFacts, ...facts } };
  let result = step(prepared, null, start, { now: caseTime });
  const played: PlayedStep[] = [{ ...result, expected: one.start }];
  for (const [entered, expected] of one.steps ?? []) {
    const event: RunEvent = typeof entered === 'string' ? { type: 'input', text: entered } : entered;
    const kept = JSON.parse(JSON.stringify(result.state)) as RunState;
    result = step(prepared, kept, event, { now: caseTime });
    played.push({ ...result, expected });
  }
  return played;
}

export const standardFacts: Facts = {
  reference: 'AB12',
  msisdn: '254700000001',
  country: 'KE',
  contact: { name: 'Amina' },
  params: {},
};

export function flowOf(id: string, one: Pick<Case, 'blocks' | 'languages' | 'settings' | 'texts'>): Flow {
  const { blocks, languages = ['en'], settings = {}, texts = {} } = one;
  const keys = Object.values(blocks).flatMap(textKeys);
  const [first] = languages;
  return {
    format: 1,
    id,
    languages,
    entry: Object.keys(blocks)[0] ?? '',
    settings,
    blocks,
    texts: { ...Object.fromEntries(keys.map((key) => [key, { [first]: key }])), ...texts },
  };
}

function textKeys(block: Block): readonly string[] {
  const labels = 'options' in block ? block.options.map(({ label }) => label) : [];
  return 'text' in block && block.text !== undefined ? [block.text, ...labels] : labels;
}
