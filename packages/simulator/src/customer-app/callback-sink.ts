import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import { answerWithFailure, type CallbackFailure, FailurePlan } from './callback-failures.ts';

export interface ReceivedCallback {
  /** Grows by one per callback, from 1. */
  number: number;
  /** ISO 8601, UTC, when the body was complete. */
  at: string;
  method: string;
  /** Path and query as sent. */
  url: string;
  headers: IncomingHttpHeaders;
  /** The body's bytes read as UTF-8. */
  body: string;
  /** What the sink answered; 0 when it hung up or kept silent. */
  answered: number;
}

export interface CallbackFilter {
  /** Path begins with this. */
  path?: string;
  /** Body contains this. */
  contains?: string;
  /** Only callbacks with a number above this. */
  after?: number;
  /** At most this many, the newest. */
  limit?: number;
}

export interface CallbackSinkOptions {
  /** 0 = the system chooses. */
  port?: number;
  /** `count` keeps no callbacks, only totals. Default `full`. */
  record?: 'full' | 'count';
  /** Callbacks kept; the oldest go first. Default 50,000. */
  maxCallbacks?: number;
  /** Body of a good answer, default `OK`. */
  answer?: string;
  random?: () => number;
  onCallback?: (callback: ReceivedCallback) => void;
}

export interface CallbackSink {
  readonly url: string;
  callbacks(filter?: CallbackFilter): ReceivedCallback[];
  clear(): void;
  /** Misbehaves from now on as told; null is good again. */
  fail(failure: CallbackFailure | null): void;
  readonly failure: CallbackFailure | null;
  /** Callbacks received, and how many of them got a good answer. */
  readonly totals: { received: number; answeredOk: number };
  stop(): Promise<void>;
}

/** Starts the customer's callback server on 127.0.0.1. It takes any method on any path and answers 200. */
export async function startCallbackSink(options: CallbackSinkOptions = {}): Promise<CallbackSink> {
  const { record = 'full', maxCallbacks = 50_000, answer = 'OK', onCallback } = options;
  const plan = new FailurePlan(options.random ?? Math.random);
  const totals = { received: 0, answeredOk: 0 };
  const goodHeaders = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(answer) };
  let kept: ReceivedCallback[] = [];

  const reply = (path: string, response: ServerResponse): number => {
    totals.received += 1;
    const failure = plan.next(path);
    if (failure) return answerWithFailure(failure, response);
    totals.answeredOk += 1;
    response.writeHead(200, goodHeaders).end(answer);
    return 200;
  };

  const remember = (request: IncomingMessage, body: string, answered: number): void => {
    const callback: ReceivedCallback = {
      number: totals.received,
      at: new Date().toISOString(),
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body,
      answered,
    };
    kept.push(callback);
    if (kept.length >= maxCallbacks * 2) kept = kept.slice(-maxCallbacks);
    onCallback?.(callback);
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (plan.current?.kind === 'close' && plan.current.readBody === false) {
      reply(path, response);
      return;
    }
    if (record === 'count') {
      request.resume().on('end', () => reply(path, response));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => remember(request, Buffer.concat(chunks).toString('utf8'), reply(path, response)));
  });
  server.keepAliveTimeout = 60_000;
  const port = await listenOnLoopback(server, options.port ?? 0, 'callback sink');

  return {
    url: `http://127.0.0.1:${port}`,
    callbacks: (filter = {}) => select(kept.slice(-maxCallbacks), filter),
    clear: () => {
      kept = [];
    },
    fail: (failure) => plan.set(failure),
    get failure() {
      return plan.current;
    },
    totals,
    stop: () => closeServer(server),
  };
}

function select(
  callbacks: ReceivedCallback[],
  { path, contains, after, limit }: CallbackFilter,
): ReceivedCallback[] {
  const found = callbacks.filter(
    (callback) =>
      (path === undefined || callback.url.startsWith(path)) &&
      (contains === undefined || callback.body.includes(contains)) &&
      (after === undefined || callback.number > after),
  );
  return limit === undefined ? found : found.slice(Math.max(0, found.length - limit));
}
