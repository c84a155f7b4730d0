import type { Effect } from '../src/engine/effect.ts';
import type { RunEvent, ScreenLimits } from '../src/engine/event.ts';
import type { PreparedFlow } from '../src/engine/prepared-flow.ts';
import type { Channel, Facts, RunState } from '../src/engine/state.ts';
import { step } from '../src/engine/step.ts';

/** What a person does: enters something, says nothing for long (`remind`, `expire`), or comes back on a channel. */
export type Entry = string | { readonly silence: 'remind' | 'expire' } | { readonly comesBack: Channel };

export type Play = {
  readonly channel: Channel;
  /** What happens after the start, in this order. What comes after the end is not played. */
  readonly entries: readonly Entry[];
  readonly start?: {
    readonly language?: string;
    readonly facts?: Partial<Facts>;
    /** Milliseconds since the epoch; the standard is 5 January 2026, 09:00 UTC. A minute passes with each entry. */
    readonly now?: number;
  };
  readonly screen?: ScreenLimits;
  /** What web services answer, in the order they are asked; one that is missing does not answer. */
  readonly services?: readonly { readonly status: number | null; readonly body: unknown }[];
};

/** One exchange: what was entered, null at the start; what was seen then; and all else that came of it. */
export type Turn = {
  readonly entry: Entry | null;
  readonly shown: readonly string[];
  readonly effects: readonly Exclude<Effect, { kind: 'show' }>[];
};

export type Transcript = { readonly turns: readonly Turn[]; readonly state: RunState };

const monday = Date.UTC(2026, 0, 5, 9);

const somebody: Facts = {
  reference: 'K7M-4QX',
  msisdn: '254700000001',
  country: 'KE',
  contact: {},
  params: {},
};

/** Plays a whole conversation through the engine. Pure: the same flow and entries give the same transcript. */
export function play(
  prepared: PreparedFlow,
  { channel, entries, start = {}, screen, services = [] }: Play,
): Transcript {
  const answers = [...services];
  let now = start.now ?? monday;
  let state: RunState | null = null;

  function take(event: RunEvent): { state: RunState; effects: readonly Effect[] } {
    const first = step(prepared, state, event, screen === undefined ? { now } : { now, screen });
    const effects = [...first.effects];
    let after = first.state;
    while (after.wait?.kind === 'http') {
      const { status, body } = answers.shift() ?? { status: null, body: null };
      const next = step(
        prepared,
        after,
        { type: 'http_result', status, body },
        { now, ...(screen && { screen }) },
      );
      effects.push(...next.effects);
      after = next.state;
    }
    return { state: after, effects };
  }

  const opening = take({
    type: 'start',
    channel,
    language: start.language ?? null,
    facts: { ...somebody, ...start.facts },
  });
  const turns = [turnOf(null, opening.effects)];
  state = opening.state;
  for (const entry of entries) {
    if (state.wait === null) break;
    now += 60_000;
    const taken = take(eventOf(entry));
    turns.push(turnOf(entry, taken.effects));
    state = taken.state;
  }
  return { turns, state };
}

function eventOf(entry: Entry): RunEvent {
  if (typeof entry === 'string') return { type: 'input', text: entry };
  return 'silence' in entry ? { type: entry.silence } : { type: 'resume', channel: entry.comesBack };
}

function turnOf(entry: Entry | null, effects: readonly Effect[]): Turn {
  return {
    entry,
    shown: effects.flatMap((effect) => (effect.kind === 'show' ? [effect.text] : [])),
    effects: effects.filter((effect) => effect.kind !== 'show'),
  };
}
