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

const PATIENCE_MS = 30_000;

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
    const { baseUrl, key } = this.#access;
    return fetch(`${baseUrl}/api/v1/ussd/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    }).catch((error: Error) => {
      const reason = ((error.cause as NodeJS.ErrnoException | undefined) ?? error).message;
      throw new Error(
        `No gateway answers at ${baseUrl}: ${reason}. Start one with "ujumbe start", or say with --url where it is.`,
        { cause: error },
      );
    });
  }

  #refusal(status: number, text: string): string {
    const detail = detailOf(text);
    switch (status) {
      case 401:
        return `The gateway at ${this.#access.baseUrl} does not know the key, or lets it in from elsewhere only. "ujumbe key list" shows what there is.`;
      case 403:
        return `${detail} Make one that may dial with "ujumbe key create ACCOUNT".`;
      case 404:
        return `At ${this.#access.baseUrl} there is no gateway that can be dialled at, or an older version of it.`;
      default:
        return `The gateway refused it: ${detail}`;
    }
  }
}

function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? detail : 'it did not say why.';
  } catch {
    return 'it did not say why.';
  }
}
