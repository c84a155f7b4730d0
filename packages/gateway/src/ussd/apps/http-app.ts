import { Breaker } from '#callbacks/breaker.ts';
import { AddressRefused, type Guard } from '#callbacks/guard-url.ts';
import type { HttpAnswer, HttpClient } from '#callbacks/http-client.ts';
import type { Clock } from '#core/clock.ts';
import type { AppAnswer, AppHop } from './app.ts';
import { appBody } from './http-body.ts';
import { type HttpAppSettings, httpSettingsOf } from './http-settings.ts';
import { readAnswer } from './read-answer.ts';

export type HttpAppDeps = {
  readonly client: Pick<HttpClient, 'request'>;
  readonly guard: Pick<Guard, 'checkUrl'>;
  readonly clock: Clock;
};

/** After so many failures in a row a subscriber is told at once, instead of waiting for an application that is down. */
const FAILURES_IN_A_ROW = 5;
const ANSWER_BYTES = 16 * 1024;
const ORIGINS_KEPT = 10_000;

type Destination = { readonly breaker: Breaker; underWay: number; probing: boolean };

/** Customers' applications over HTTP: posts each hop, reads CON or END. One that fails or is slow keeps no other waiting. */
export class HttpApps {
  readonly #deps: HttpAppDeps;
  /** By origin: applications on one server fail together. */
  readonly #destinations = new Map<string, Destination>();

  constructor(deps: HttpAppDeps) {
    this.#deps = deps;
  }

  readonly ask = async ({ app, session, inputs, withinMs }: AppHop): Promise<AppAnswer> => {
    const settings = httpSettingsOf(app.settings);
    const url = this.#urlOf(settings);
    if (typeof url === 'string') return failed('address', url);
    const destination = this.#destination(url.origin);
    const refusal = this.#refusal(destination, settings);
    if (refusal !== null) return refusal;
    const totalMs = Math.min(withinMs, (settings.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000);
    const answer = await this.#post(destination, url, settings, appBody(session, inputs, settings), totalMs);
    const read = readHttp(answer);
    if (read.kind === 'failed') destination.breaker.failed(this.#deps.clock.monotonic());
    else destination.breaker.succeeded();
    return read;
  };

  /** Tells an application that a session is over. What becomes of it is not waited for. */
  tellEnd({ app, session, inputs, withinMs }: AppHop, reason: string): void {
    const settings = httpSettingsOf(app.settings);
    const url = this.#urlOf(settings);
    if (!settings.endNotification || typeof url === 'string') return;
    const destination = this.#destination(url.origin);
    if (this.#refusal(destination, settings) !== null) return;
    const body = appBody(session, inputs, settings, [['endReason', reason]]);
    void this.#post(destination, url, settings, body, withinMs);
  }

  #urlOf({ url }: HttpAppSettings): URL | string {
    try {
      return this.#deps.guard.checkUrl(url);
    } catch (error) {
      if (error instanceof AddressRefused) return error.message;
      throw error;
    }
  }

  #destination(origin: string): Destination {
    const known = this.#destinations.get(origin);
    if (known !== undefined) return known;
    if (this.#destinations.size >= ORIGINS_KEPT) this.#forgetIdle();
    const made = { breaker: new Breaker(FAILURES_IN_A_ROW), underWay: 0, probing: false };
    this.#destinations.set(origin, made);
    return made;
  }

  #forgetIdle(): void {
    for (const [origin, { underWay, breaker }] of this.#destinations) {
      if (underWay === 0 && !breaker.probing) this.#destinations.delete(origin);
    }
  }

  #refusal({ breaker, underWay, probing }: Destination, { concurrency }: HttpAppSettings): AppAnswer | null {
    const isOpen = breaker.openUntil(this.#deps.clock.monotonic()) !== null;
    if (isOpen || (breaker.probing && probing)) {
      return failed('breaker', 'the application has failed too often and is left alone for a while');
    }
    return underWay >= concurrency
      ? failed('busy', `${concurrency} requests to the application are under way already`)
      : null;
  }

  async #post(
    destination: Destination,
    url: URL,
    { body: form, headers }: HttpAppSettings,
    body: string,
    totalMs: number,
  ): Promise<HttpAnswer> {
    destination.underWay++;
    destination.probing = destination.breaker.probing;
    try {
      return await new Promise((done) => {
        this.#deps.client.request(
          {
            method: 'POST',
            url,
            headers: [
              'Content-Type',
              form === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
              'Accept',
              'text/plain, */*',
              ...Object.entries(headers).flat(),
            ],
            body,
            totalMs,
            keepBytes: ANSWER_BYTES,
          },
          done,
        );
      });
    } finally {
      destination.underWay--;
      destination.probing = false;
    }
  }
}

function readHttp(answer: HttpAnswer): AppAnswer {
  if (answer.status === null) {
    const reason = answer.error.startsWith('no complete answer') ? 'timeout' : 'connect';
    return failed(reason, answer.error);
  }
  if (answer.status < 200 || answer.status > 299) return failed('http', `HTTP status ${answer.status}`);
  if (!answer.isWhole) return failed('timeout', 'the answer broke off, or is longer than 16 KiB');
  const read = readAnswer(answer.answer);
  return read.ok
    ? { kind: 'reply', reply: read.reply, state: null, lenient: read.lenient }
    : failed('malformed', read.reason);
}

function failed(reason: Extract<AppAnswer, { kind: 'failed' }>['reason'], detail: string): AppAnswer {
  return { kind: 'failed', reason, detail };
}
