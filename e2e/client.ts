import { Agent, request } from 'undici';

/** The nine keys of an answer about a message. */
export type SendAnswer = Record<
  'cost' | 'mnc' | 'balance' | 'msgId' | 'to' | 'mcc' | 'desc' | 'status' | 'statusCode',
  string
>;

/** A customer's program: sends by HTTP as the documentation says. */
export class Client {
  readonly #agent = new Agent({ connections: 64, headersTimeout: 20_000 });
  readonly #baseUrl: string;
  readonly #key: string;

  constructor(baseUrl: string, key: string) {
    this.#baseUrl = baseUrl;
    this.#key = key;
  }

  /** @returns the answer, or null where none came or the gateway could not take the message */
  async send(
    message: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<SendAnswer | null> {
    try {
      const { statusCode, body } = await this.post('/api/messaging/sendsms', message, headers);
      return statusCode === 200 ? (body as SendAnswer) : null;
    } catch {
      return null;
    }
  }

  async post(
    path: string,
    payload: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ statusCode: number; body: unknown }> {
    const answer = await request(this.#baseUrl + path, {
      method: 'POST',
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(payload),
    });
    return { statusCode: answer.statusCode, body: await answer.body.json() };
  }

  async get(path: string): Promise<{ statusCode: number; body: unknown }> {
    const answer = await request(this.#baseUrl + path, {
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#key}` },
    });
    return { statusCode: answer.statusCode, body: await answer.body.json() };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
