import { readdirSync, readFileSync } from 'node:fs';
import type { Flow } from '../src/document/flow.ts';
import { prepareFlow } from '../src/engine/prepare-flow.ts';
import type { Channel } from '../src/engine/state.ts';
import { type Entry, play, type Turn } from './play.ts';

/** A conversation as data: what is entered, and what came of it when it was recorded. */
export type Conversation = {
  readonly about: string;
  readonly flow: string;
  readonly language?: string;
  /** Both where it is missing. */
  readonly channels?: readonly Channel[];
  readonly entries: readonly Entry[];
  readonly recorded?: Recorded;
};

export type Recorded = {
  readonly outcome: string | null;
  readonly answers: Readonly<Record<string, unknown>>;
  /** Other than answers and questions asked. */
  readonly effects: readonly unknown[];
  /** By channel: what was shown at the start and after each entry. */
  readonly shown: Readonly<Partial<Record<Channel, readonly (readonly string[])[]>>>;
};

export const conversationsFolder = new URL('./conversations/', import.meta.url);

export function conversationFiles(): string[] {
  return readdirSync(conversationsFolder).filter((name) => name.endsWith('.json'));
}

export function readConversations(name: string): readonly Conversation[] {
  return JSON.parse(readFileSync(new URL(name, conversationsFolder), 'utf8'));
}

/**
 * Plays a conversation on each of its channels.
 *
 * @throws Error where the channels do not come to the same answers, effects and outcome
 */
export function playConversation({
  flow,
  language,
  channels = ['ussd', 'sms'],
  entries,
}: Conversation): Recorded {
  const prepared = prepareFlow(flowCalled(flow), {});
  const results = channels.map((channel) => {
    const { turns, state } = play(prepared, {
      channel,
      entries,
      start: language === undefined ? {} : { language },
    });
    const answers = Object.fromEntries(
      Object.entries(state.answers).map(([name, { value }]) => [name, value]),
    );
    const effects = turns.flatMap(({ effects: all }) => all.flatMap(recordedEffect));
    return { channel, outcome: state.outcome, answers, effects, shown: turns.map(({ shown }) => shown) };
  });
  const [first, second] = results.map(({ outcome, answers, effects }) => ({ outcome, answers, effects }));
  if (first === undefined) throw new Error(`A conversation with ${flow} has no channel.`);
  if (second !== undefined && JSON.stringify(first) !== JSON.stringify(second))
    throw new Error(`The channels differ: ${JSON.stringify(first)} and ${JSON.stringify(second)}.`);
  return { ...first, shown: Object.fromEntries(results.map(({ channel, shown }) => [channel, shown])) };
}

/** What is kept of an effect: nothing of what stands elsewhere, and not the wording of a consent, which has its channel's words. */
function recordedEffect(effect: Turn['effects'][number]): readonly unknown[] {
  if (effect.kind === 'answer' || effect.kind === 'asked' || effect.kind === 'end') return [];
  if (effect.kind !== 'consent') return [effect];
  const { text, ...consent } = effect;
  return [consent];
}

function flowCalled(id: string): Flow {
  const place = id === 'water-point' ? '../src/checks/sound.json' : `../examples/${id}.json`;
  return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
}
