import { askGateway, detailOf, keyRefusal } from '../ask-gateway.ts';
import type { GatewayAccess } from './find-gateway.ts';

/** What a handset shows: `con` waits for an answer. */
export type Screen = { readonly session: string; readonly action: 'con' | 'end'; readonly text: string };

export type Dialling = { readonly msisdn: string; readonly code: string; readonly connector?: number };

/** How the gateway keeps a session that is over. */
export type KeptSession = {
  readonly id: string;
  readonly state: string;
  readonly lastHop: { readonly outcome: string; readonly log: readonly string[] } | null;
};

/** A phone without a phone: dials, answers and hangs up over the v1 API of a running gateway. Errors are sentences for people. */
export class SimulatedPhone {
  readonly #access: GatewayAccess;

  constructor(access: GatewayAccess) {
    this.#access = access;
  }

  dial(dialling: Dialling): Promise<Screen> {
    return this.#post<Screen>('simulator/dial', dialling);
  }

  answer(session: string, text: string): Promise<Screen> {
    return this.#post<Screen>('simulator/answer', { session, text });
  }

  async hangUp(session: string): Promise<void> {
    await this.#post('simulator/hang-up', { session });
  }

  /** Null where this key may not know, and where the code led nowhere. */
  async kept(session: string): Promise<KeptSession | null> {
    const found = await this.#ask('GET', `sessions?session=${session}&limit=1`);
    const { items = [] } = (found.ok ? await found.json() : {}) as {
      items?: { id: string; state: string }[];
    };
    const [item] = items;
    if (item === undefined) return null;
    const read = await this.#ask('GET', `sessions/${item.id}`);
    const { transcript = [] } = (read.ok ? await read.json() : {}) as {
      transcript?: KeptSession['lastHop'][];
    };
    return { id: item.id, state: item.state, lastHop: transcript.at(-1) ?? null };
  }

  async #post<Answer>(path: string, body: unknown): Promise<Answer> {
    const answer = await this.#ask('POST', path, body);
    const text = await answer.text();
    if (answer.ok) return (text === '' ? null : JSON.parse(text)) as Answer;
    throw new Error(this.#refusal(answer.status, text));
  }

  #ask(method: string, path: string, body?: unknown): Promise<Response> {
    return askGateway(this.#access, method, `ussd/${path}`, body);
  }

  #refusal(status: number, text: string): string {
    const detail = detailOf(text);
    if (status === 404)
      return `At ${this.#access.baseUrl} there is no gateway that can be dialled at, or an older version of it.`;
    return keyRefusal(this.#access, status, detail) ?? `The gateway refused it: ${detail}`;
  }
}
