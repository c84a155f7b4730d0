import { Agent, request } from 'undici';

/** The nine keys of an answer about a message. */
export type SendAnswer = Record<
  'cost' | 'mnc' | 'balance' | 'msgId' | 'to' | 'mcc' | 'desc' | 'status' | 'statusCode',
  string
>;

/** A customer's program: sends by HTTP as the documentation says. */
export class Client {
  /** How often it was answered with each HTTP status. */
  readonly statuses = new Map<number, number>();
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
    return this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(payload),
    });
  }

  get(path: string): Promise<{ statusCode: number; body: unknown }> {
    return this.#ask(path, { method: 'GET', headers: {} });
  }

  async #ask(
    path: string,
    { headers, ...rest }: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<{ statusCode: number; body: unknown }> {
    const { statusCode, body } = await request(this.#baseUrl + path, {
      ...rest,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#key}`, ...headers },
    });
    this.statuses.set(statusCode, (this.statuses.get(statusCode) ?? 0) + 1);
    return { statusCode, body: await body.json() };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
