import { createInterface } from 'node:readline';
import {
  type Channel,
  type Effect,
  type Facts,
  type PreparedFlow,
  type RunEvent,
  type RunState,
  step,
} from '@ujumbe/flows';
import { drawScreen } from '../dial/draw-screen.ts';
import type { Terminal } from '../terminal.ts';
import { drawSms, sayEffect } from './say-effect.ts';

export type Playing = {
  readonly channel: Channel;
  /** Null for the first of the flow. */
  readonly language: string | null;
  readonly facts: Facts;
  /** Null shows nothing while it is played. */
  readonly show: ((lines: readonly string[]) => void) | null;
};

export type Played = {
  /** Null where the person left. */
  readonly outcome: string | null;
  readonly answers: Readonly<Record<string, unknown>>;
  /** What was typed and what happened, in order. */
  readonly transcript: readonly { readonly typed: string | null; readonly effects: readonly Effect[] }[];
};

/** What is typed in place of what a person cannot type: time that goes by, and a session that broke off. */
export const playKeys = {
  '/remind': 'silence, until the flow reminds',
  '/expire': 'silence, until the flow gives up',
  '/redial': 'the session breaks off and the person dials again',
} as const;

/** Plays a flow line by line: each is what a person would type, an empty one too. Ends with the flow, or when nothing more is typed. */
export async function playFlow(
  prepared: PreparedFlow,
  { channel, language, facts, show }: Playing,
  { input, output }: Terminal,
): Promise<Played> {
  const isTTY = input.isTTY === true;
  const lines = createInterface({ input, ...(isTTY ? { output, prompt: '> ', terminal: true } : {}) });
  lines.on('SIGINT', () => lines.close());
  // Before anything is waited for: lines that come earlier would be lost.
  const typed = lines[Symbol.asyncIterator]();
  const transcript: { typed: string | null; effects: readonly Effect[] }[] = [];
  const take = (state: RunState | null, event: RunEvent, entry: string | null): RunState => {
    const stepped = step(prepared, state, event, { now: Date.now() });
    transcript.push({ typed: entry, effects: stepped.effects });
    const drawn = stepped.effects.flatMap((effect) => draw(effect, channel));
    if (drawn.length > 0) show?.(drawn);
    return stepped.state;
  };
  try {
    let state = take(null, { type: 'start', channel, language, facts }, null);
    while (state.wait !== null) {
      if (isTTY) lines.prompt();
      const { done, value } = await typed.next();
      if (done) break;
      if (!isTTY) show?.([`> ${value}`]);
      state = take(state, eventOf(state, value, channel), value);
    }
    const answers = Object.entries(state.answers).map(([name, answer]) => [name, answer.value]);
    return { outcome: state.outcome, answers: Object.fromEntries(answers), transcript };
  } finally {
    lines.close();
  }
}

function draw(effect: Effect, channel: Channel): string[] {
  if (effect.kind !== 'show') return sayEffect(effect);
  return channel === 'ussd' ? drawScreen(effect.text) : drawSms(effect.text);
}

function eventOf({ wait }: RunState, text: string, channel: Channel): RunEvent {
  if (wait?.kind === 'http') return httpResult(text);
  switch (text.trim()) {
    case '/remind':
      return { type: 'remind' };
    case '/expire':
      return { type: 'expire' };
    case '/redial':
      return { type: 'resume', channel };
    default:
      return { type: 'input', text };
  }
}

/** What a web service would have said: JSON, a status such as 404, or nothing where it is away. */
function httpResult(text: string): RunEvent {
  const said = text.trim();
  if (said === '') return { type: 'http_result', status: null, body: null };
  if (/^[1-5]\d\d$/.test(said)) return { type: 'http_result', status: Number(said), body: null };
  try {
    return { type: 'http_result', status: 200, body: JSON.parse(said) };
  } catch {
    // Services also answer with plain text.
    return { type: 'http_result', status: 200, body: said };
  }
}
