import { Breaker } from '#callbacks/breaker.ts';
import { AddressRefused, type Guard } from '#callbacks/guard-url.ts';
import type { HttpAnswer, HttpClient, HttpOrder } from '#callbacks/http-client.ts';
import type { Clock } from '#core/clock.ts';
import type { UssdApp } from '#core/directory.ts';
import type { Log } from '#core/log.ts';
import type { AppAnswer, AppHop } from './app.ts';
import { Endings } from './endings.ts';
import { appBody } from './http-body.ts';
import { type HttpAppSettings, httpSettingsOf } from './http-settings.ts';
import { readAnswer } from './read-answer.ts';

export type HttpAppDeps = {
  readonly client: Pick<HttpClient, 'request'>;
  readonly guard: Pick<Guard, 'checkUrl'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
};

/** After so many failures in a row a subscriber is told at once, instead of waiting for an application that is down. */
const FAILURES_IN_A_ROW = 5;
const ANSWER_BYTES = 16 * 1024;
const ORIGINS_KEPT = 10_000;

type Destination = { readonly breaker: Breaker; underWay: number; probing: boolean };

/**
 * Customers' applications over HTTP: posts each hop, reads CON or END. One that is away or slow keeps no other waiting, and what
 * one account's do is nothing to another's.
 */
export class HttpApps {
  readonly #deps: HttpAppDeps;
  /** By account and origin: an account's applications on one server are away together. */
  readonly #destinations = new Map<string, Destination>();
  readonly #endings: Endings;

  constructor(deps: HttpAppDeps) {
    this.#deps = deps;
    this.#endings = new Endings(deps.log);
  }

  readonly ask = async ({ app, session, inputs, withinMs }: AppHop): Promise<AppAnswer> => {
    const settings = httpSettingsOf(app.settings);
    const url = this.#urlOf(settings);
    if (typeof url === 'string') return failed('address', url);
    const destination = this.#destination(app, url);
    const refusal = this.#refusal(destination, settings);
    if (refusal !== null) return refusal;
    const totalMs = Math.min(withinMs, (settings.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000);
    const isProbe = destination.breaker.probing;
    destination.underWay++;
    destination.probing ||= isProbe;
    const answer = await this.#post(url, settings, appBody(session, inputs, settings), totalMs);
    destination.underWay--;
    // One that was under way when the breaker opened is no probe, and its end is none of the probe's.
    if (isProbe) destination.probing = false;
    const read = readHttp(answer);
    if (isAway(answer)) destination.breaker.failed(this.#deps.clock.monotonic());
    else destination.breaker.succeeded();
    return read;
  };

  /** Tells an application that a session is over: once, in its turn, beside the hops and not before them. */
  tellEnd({ app, session, inputs, withinMs }: AppHop, reason: string): void {
    const settings = httpSettingsOf(app.settings);
    const url = this.#urlOf(settings);
    if (!settings.endNotification || typeof url === 'string') return;
    const body = appBody(session, inputs, settings, [['endReason', reason]]);
    this.#endings.push(() => this.#post(url, settings, body, withinMs));
  }

  #urlOf({ url }: HttpAppSettings): URL | string {
    try {
      return this.#deps.guard.checkUrl(url);
    } catch (error) {
      if (error instanceof AddressRefused) return error.message;
      throw error;
    }
  }

  #destination({ accountId }: UssdApp, { origin }: URL): Destination {
    const key = `${accountId} ${origin}`;
    const known = this.#destinations.get(key);
    if (known !== undefined) return known;
    if (this.#destinations.size >= ORIGINS_KEPT) this.#forgetIdle();
    const made = { breaker: new Breaker(FAILURES_IN_A_ROW), underWay: 0, probing: false };
    this.#destinations.set(key, made);
    return made;
  }

  #forgetIdle(): void {
    for (const [key, { underWay, breaker }] of this.#destinations) {
      if (underWay === 0 && !breaker.probing) this.#destinations.delete(key);
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

  #post(
    url: URL,
    { body: form, headers }: HttpAppSettings,
    body: string,
    totalMs: number,
  ): Promise<HttpAnswer> {
    const contentType = form === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    const more = Object.entries(headers).flat();
    const order: HttpOrder = {
      method: 'POST',
      url,
      headers: ['Content-Type', contentType, 'Accept', 'text/plain, */*', ...more],
      body,
      totalMs,
      keepBytes: ANSWER_BYTES,
    };
    return new Promise((done) => this.#deps.client.request(order, done));
  }
}

/** What a server answers that is there, and answers wrongly, is no reason to leave it alone. */
function isAway({ status, isLate }: HttpAnswer): boolean {
  return status === null || isLate || status >= 500;
}

function readHttp(answer: HttpAnswer): AppAnswer {
  if (answer.status === null) return failed(answer.isLate ? 'timeout' : 'connect', answer.error);
  if (answer.status < 200 || answer.status > 299) return failed('http', `HTTP status ${answer.status}`);
  if (answer.isLate) return failed('timeout', 'the answer did not come to its end in time');
  if (!answer.isWhole) return failed('malformed', 'the answer broke off, or is longer than 16 KiB');
  const read = readAnswer(answer.answer);
  return read.ok
    ? { kind: 'reply', reply: read.reply, state: null, lenient: read.lenient }
    : failed('malformed', read.reason);
}

function failed(reason: Extract<AppAnswer, { kind: 'failed' }>['reason'], detail: string): AppAnswer {
  return { kind: 'failed', reason, detail };
}
