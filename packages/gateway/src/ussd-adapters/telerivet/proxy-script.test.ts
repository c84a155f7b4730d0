import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import { requestOf } from '../test-request.ts';
import { telerivet } from './telerivet.ts';

const source = readFileSync(new URL('proxy-script.js', import.meta.url), 'utf8');
const apology = /^Service is temporarily unavailable/;

type Sent = { readonly url: string; readonly headers: Record<string, string>; readonly data: string };
type Answer = { readonly status: number; readonly content: string };

/** As much of Telerivet as a script of one session sees. @param keeps whether variables last from step to step */
function openSession(
  answer: (sent: Sent) => Answer,
  { id, keeps = true }: { id?: string; keeps?: boolean } = {},
) {
  const shown: string[] = [];
  const sent: Sent[] = [];
  let vars: Record<string, unknown> = {};
  let awaited: string | null = null;
  const handlers = new Map<string, (input: string) => void>();
  const call = { id, from_number: '+221700000001', to_number: '*123*12#', vars };
  const context = createContext({
    call,
    project: { id: 'PJ1' },
    console: { log: () => undefined },
    sendReply: (text: string) => shown.push(text),
    promptDigits: (name: string) => {
      awaited = name;
    },
    addInputHandler: (name: string, handler: (input: string) => void) => handlers.set(name, handler),
    httpClient: {
      request: (url: string, { headers, data }: Omit<Sent, 'url'>) => {
        sent.push({ url, headers, data });
        return answer({ url, headers, data });
      },
    },
  });
  new Script(source).runInContext(context);
  const step = (run: () => void) => {
    if (!keeps) vars = call.vars = {};
    awaited = null;
    run();
  };
  return {
    shown,
    sent,
    dial: () => step(() => new Script('main()').runInContext(context)),
    type: (input: string) => {
      const handler = handlers.get(awaited ?? '');
      if (handler === undefined) throw new Error('The script waits for nothing.');
      step(() => handler(input));
    },
    waits: () => awaited !== null,
  };
}

/** The gateway as the script meets it: our adapter, and an application that answers what it is told. */
function gateway(app: (event: UssdEvent) => UssdReply, events: UssdEvent[] = []) {
  return ({ data }: Sent): Answer => {
    const { event, render } = telerivet.read(requestOf({ body: data }), {});
    events.push(event);
    const { status, body } = render(app(event));
    return { status, content: body };
  };
}

const menu = (event: UssdEvent): UssdReply =>
  event.kind === 'begin'
    ? { action: 'con', text: 'Welcome\n1. Balance' }
    : { action: 'con', text: `You typed ${'text' in event && event.text}` };

describe('the proxy script', () => {
  test('passes a session on, step by step', () => {
    const events: UssdEvent[] = [];
    const session = openSession(
      gateway((event) => (events.length < 3 ? menu(event) : { action: 'end', text: 'Bye' }), events),
      { id: 'CL1' },
    );
    session.dial();
    session.type('1');
    session.type('0712*5');
    const hop = { session: 'CL1', msisdn: '+221700000001', network: null };
    expect(events).toEqual([
      { ...hop, kind: 'begin', step: '0', dialled: '*123*12#' },
      { ...hop, kind: 'continue', step: '1', text: '1' },
      { ...hop, kind: 'continue', step: '2', text: '0712*5' },
    ]);
    expect(session.shown).toEqual(['Welcome\n1. Balance', 'You typed 1', 'Bye']);
    expect(session.waits()).toBe(false);
  });

  test('shows its secret in a header, to the address it was given', () => {
    const session = openSession(gateway(menu));
    session.dial();
    expect(session.sent).toMatchObject([
      {
        url: 'https://gateway.example/ussd/TOKEN',
        headers: { 'Content-Type': 'application/json', Authorization: 'Bearer SECRET' },
      },
    ]);
    expect(JSON.parse(session.sent[0]?.data ?? '')).toMatchObject({ v: 1, project: 'PJ1', input: null });
  });

  test('makes a session of number and time where the call has no id', () => {
    const events: UssdEvent[] = [];
    const session = openSession(gateway(menu, events));
    session.dial();
    session.type('1');
    const [first, second] = events.map((event) => event.session);
    expect(first).toMatch(/^\+221700000001-\d+$/);
    expect(second).toBe(first);
  });

  test('never gives two steps one number, even where variables are not kept', () => {
    const events: UssdEvent[] = [];
    const session = openSession(gateway(menu, events), { id: 'CL1', keeps: false });
    session.dial();
    session.type('1');
    expect(events[1]).toMatchObject({
      kind: 'continue',
      session: 'CL1',
      step: expect.stringMatching(/^\d{13,}$/),
    });
  });

  test.each<[string, (sent: Sent) => Answer]>([
    ['answers 500', () => ({ status: 500, content: '' })],
    ['answers 403', () => ({ status: 403, content: '' })],
    ['answers nothing', () => ({ status: 200, content: 'null' })],
    ['answers without a text', () => ({ status: 200, content: '{"action":"continue"}' })],
    ['answers something else', () => ({ status: 200, content: '<html>' })],
    [
      'is not reached',
      () => {
        throw new Error('timeout');
      },
    ],
  ])('apologises in two languages when the gateway %s', (_label, answer) => {
    const session = openSession(answer, { id: 'CL1' });
    session.dial();
    expect(session.shown).toEqual([expect.stringMatching(apology)]);
    expect(session.shown[0]?.length).toBeLessThanOrEqual(182);
    expect(session.waits()).toBe(false);
  });

  test('is written for the oldest of engines', () => {
    expect(source).not.toMatch(/=>|`|\?\.|,\s*\)|\b(?:let|const|class|async)\b/);
  });
});
