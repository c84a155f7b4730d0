import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import {
  type ReadHop,
  UnreadableHop,
  type UssdAdapter,
  type UssdHttpAnswer,
  type UssdHttpRequest,
} from '#core/ussd-adapter.ts';
import { hostileBodies, hostileRequests, withEachValueAs } from './test-hostile-requests.ts';
import { type GivenRequest, requestOf } from './test-request.ts';

/** What an adapter makes of one request: the hop and its answer, or the sentence it is refused with. */
export type AdapterCase = {
  readonly label: string;
  /** Of the dialect; what is left out has its default. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly request: GivenRequest;
  readonly event?: UssdEvent;
  readonly reply?: UssdReply;
  /** An object as `body` stands for its JSON. */
  readonly answer?: Omit<UssdHttpAnswer, 'body'> & { readonly body: string | object };
  readonly refused?: string;
};

/** What every adapter must do, whatever its dialect. */
export function adapterContract(adapter: UssdAdapter, cases: readonly AdapterCase[]): void {
  const usual = dialectOf(adapter, cases[0]?.settings ?? {});

  describe('its cases', () => {
    test.each(cases)('$label', ({ settings = {}, request, event, reply, answer, refused }) => {
      const read = () => adapter.read(requestOf(request), dialectOf(adapter, settings));
      if (refused !== undefined) {
        expect(read).toThrow(new UnreadableHop(refused));
        return;
      }
      const hop = read();
      expect(hop.event).toEqual(event);
      const { body, ...head } = hop.render(reply ?? null);
      const wanted = typeof answer?.body === 'object' ? JSON.stringify(answer.body) : answer?.body;
      expect({ ...head, body }).toEqual({ ...answer, body: wanted });
    });

    test('show a screen that waits, a last one and a refusal', () => {
      expect(
        new Set(cases.map(({ reply, refused }) => (refused ? 'refused' : (reply?.action ?? 'none')))),
      ).toEqual(
        new Set([
          'con',
          'end',
          'refused',
          ...(cases.some(({ event }) => event?.kind === 'end') ? ['none'] : []),
        ]),
      );
    });
  });

  describe('hostile requests', () => {
    test.each(hostileBodies)('$label', ({ body }) => {
      for (const method of adapter.methods) {
        const query = body.toString('latin1').slice(0, 16_384);
        expectHopOrRefusal(adapter, { ...requestOf({ method, query }), body }, usual);
      }
    });

    test('are refused in words that quote nothing of them', () => {
      for (const secret of ['quotable', '0712345678x', `${'7'.repeat(600)}`]) {
        for (const request of cases.flatMap((one) => withEachValueAs(one.request, secret))) {
          expect(refusalOf(() => adapter.read(request, usual))).not.toContain(secret);
        }
      }
    });

    test('random ones', () => {
      fc.assert(
        fc.property(hostileRequests(adapter.methods, cases), (request) => {
          expectHopOrRefusal(adapter, request, usual);
        }),
        { numRuns: 500 },
      );
    });
  });
}

function dialectOf(
  adapter: UssdAdapter,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const filled = Value.Default(adapter.settings, structuredClone(settings));
  Value.Assert(adapter.settings, filled);
  return filled as Record<string, unknown>;
}

function expectHopOrRefusal(
  adapter: UssdAdapter,
  request: UssdHttpRequest,
  settings: Readonly<Record<string, unknown>>,
): void {
  let hop: ReadHop;
  try {
    hop = adapter.read(request, settings);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableHop);
    expect((error as Error).message.length).toBeLessThan(300);
    return;
  }
  expectBounded(hop.event);
  for (const reply of [{ action: 'con', text: 'é\n<&">' }, { action: 'end', text: '' }, null] as const) {
    const { status, headers, body } = hop.render(reply);
    expect(status).toBe(200);
    expect(Object.values(headers).join('')).toMatch(/^[ -~]*$/);
    expect(body.isWellFormed()).toBe(true);
  }
}

function refusalOf(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whatever reaches the rooms can be stored, and fits. */
function expectBounded(event: UssdEvent): void {
  const { session, msisdn, step, network } = event;
  expect(session).toMatch(/^\P{Cc}{1,128}$/u);
  expect(msisdn).toMatch(event.kind === 'end' ? /^(\+?\d{1,32})?$/ : /^\+?\d{1,32}$/);
  for (const [name, value] of Object.entries(event)) {
    if (typeof value !== 'string') continue;
    expect(value.isWellFormed() && !value.includes('\0'), name).toBe(true);
    expect(value.length, name).toBeLessThanOrEqual(
      event.kind === 'accumulated' && name === 'text' ? 5000 : 500,
    );
  }
  expect([step, network]).not.toContain('');
}
