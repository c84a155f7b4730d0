import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '@ujumbe/simulator';
import type { DemoFacts } from './facts.ts';

type Message = { id: string; to: string; state: string; createdAt: string };
type Story = Message & { timeline: { at: string; kind: string; detail: string }[] };

const POLL_MS = 250;
/** Lines wait this long, so that what different witnesses tell comes in the order in which it happened. */
const SETTLE_MS = 500;
const SETTLED = new Set(['callback-delivered', 'callback-dead']);

/** Says in a line what each step of a message is, as the API tells it, and what phones and the operator do besides. */
export async function follow(
  facts: DemoFacts,
  simulator: Simulator,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const since = new Date().toISOString();
  const told = new Map<string, Set<string>>();
  const settled = new Set<string>();
  const waiting: { at: string; text: string }[] = [];
  const tell = (at: string, step: string, msisdn: string, detail: string) =>
    waiting.push({ at, text: `${at.slice(11, 23)}  ${step.padEnd(18)} ${msisdn}  ${detail}`.trimEnd() });
  const flush = (before: string) => {
    waiting.sort((a, b) => (a.at < b.at ? -1 : 1));
    while (waiting[0] && waiting[0].at <= before) print(waiting.shift()?.text as string);
  };
  simulator.events.follow(({ at, event }) => {
    if (event.type === 'message')
      tell(at, 'on the phone', event.message.to, `${event.message.from}: ${quote(event.message.text)}`);
    if (event.type === 'mo') tell(at, 'sent by phone', event.from, `to ${event.to}: ${quote(event.text)}`);
    if (event.type === 'ussd')
      tell(
        at,
        'application asked',
        event.msisdn,
        `input ${quote(event.input)}, answers ${quote(event.answer)}`,
      );
    if (event.type === 'ussd-screen') {
      if (event.sent !== '')
        tell(at, event.by === 'dial' ? 'dialled' : 'typed', event.msisdn, quote(event.sent));
      if (event.by !== 'end')
        tell(at, event.screen.open ? 'menu' : 'last screen', event.msisdn, quote(event.screen.text));
    }
    if (event.type === 'callback' && event.callback.url.endsWith('/received-messages')) {
      tell(
        at,
        'MO callback',
        fieldOf(event.callback.body, 'from'),
        `answered ${event.callback.answered} by the customer application`,
      );
    }
  });
  while (!signal.aborted) {
    await sleep(POLL_MS);
    for (const { id } of await recent(facts, since)) {
      if (settled.has(id)) continue;
      const story = await ask<Story>(facts, `/api/v1/messages/${id}`);
      if (!story) continue;
      const lines = told.get(id) ?? new Set();
      told.set(id, lines);
      for (const { at, kind, detail } of story.timeline) {
        const key = `${kind} ${detail}`;
        if (lines.has(key)) continue;
        lines.add(key);
        tell(at, words[kind] ?? kind, story.to, detail);
        if (SETTLED.has(kind)) settled.add(id);
      }
    }
    flush(new Date(Date.now() - SETTLE_MS).toISOString());
  }
  flush(new Date().toISOString());
}

const words: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  submitted: 'submitted',
  delivered: 'delivered',
  'callback-delivered': 'callback answered',
  'callback-waiting': 'callback waits',
};

async function recent(facts: DemoFacts, since: string): Promise<Message[]> {
  const page = await ask<{ items: Message[] }>(facts, `/api/v1/messages?limit=20&since=${since}`);
  return page ? page.items.reverse() : [];
}

async function ask<T>({ baseUrl, apiKey }: DemoFacts, path: string): Promise<T | null> {
  try {
    const answer = await fetch(baseUrl + path, { headers: { authorization: `Bearer ${apiKey}` } });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    // The gateway is stopping; the loop ends with it.
    return null;
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** Anybody may post anything to the customer's application: what cannot be read has no fields. */
function fieldOf(body: string, field: string): string {
  try {
    return String((JSON.parse(body) as Record<string, unknown> | null)?.[field] ?? '');
  } catch {
    return '';
  }
}
