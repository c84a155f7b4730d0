import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import { answerWithFailure, type CallbackFailure, FailurePlan } from './callback-failures.ts';
import { answerUssd, demoScript, type UssdAnswer, type UssdRequest, type UssdScript } from './ussd-script.ts';

export interface UssdHop {
  /** ISO 8601, UTC, when the form was complete. */
  at: string;
  request: UssdRequest;
  method: string;
  /** Path and query as sent. */
  url: string;
  /** The form exactly as it was sent. */
  rawBody: string;
  headers: IncomingMessage['headers'];
  /** The body of the answer, '' when the application failed on demand. */
  answer: string;
  /** Status of the answer; 0 when it hung up or kept silent. */
  answered: number;
}

export interface UssdAppOptions {
  port?: number;
  script?: UssdScript;
  /** Hops kept; the oldest go first. Default 10,000. */
  maxHops?: number;
  random?: () => number;
  onHop?: (hop: UssdHop) => void;
}

export interface UssdApp {
  readonly url: string;
  hops(): UssdHop[];
  clearHops(): void;
  setScript(script: UssdScript): void;
  /** Misbehaves from now on as told, as the callback sink can; null is good again. */
  fail(failure: CallbackFailure | null): void;
  readonly failure: CallbackFailure | null;
  stop(): Promise<void>;
}

/** Starts a customer's USSD application on 127.0.0.1, speaking the CON/END dialect over form posts to any path. */
export async function startUssdApp(options: UssdAppOptions = {}): Promise<UssdApp> {
  const { maxHops = 10_000, onHop } = options;
  const plan = new FailurePlan(options.random ?? Math.random);
  let script = options.script ?? demoScript;
  let hops: UssdHop[] = [];

  const remember = (request: IncomingMessage, rawBody: string, answer: string, answered: number): void => {
    const { method = '', url = '', headers } = request;
    const at = new Date().toISOString();
    const hop = { at, request: readForm(rawBody), method, url, rawBody, headers, answer, answered };
    hops.push(hop);
    if (hops.length >= maxHops * 2) hops = hops.slice(-maxHops);
    onHop?.(hop);
  };

  const reply = async (
    request: IncomingMessage,
    rawBody: string,
    response: ServerResponse,
  ): Promise<void> => {
    const failure = plan.next(request.url ?? '/');
    if (failure) {
      remember(request, rawBody, '', answerWithFailure(failure, response));
      return;
    }
    try {
      const answer = await answerUssd(script, readForm(rawBody));
      remember(request, rawBody, bodyOf(answer), statusOf(answer));
      await send(answer, response);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`The script failed: ${String(error)}\n`);
    }
  };

  const server = createServer((request, response) => {
    if (plan.current?.kind === 'close' && plan.current.readBody === false) {
      void reply(request, '', response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void reply(request, Buffer.concat(chunks).toString('utf8'), response));
  });
  const port = await listenOnLoopback(server, options.port ?? 0, 'USSD application');

  return {
    url: `http://127.0.0.1:${port}/ussd`,
    hops: () => hops.slice(-maxHops),
    clearHops: () => {
      hops = [];
    },
    setScript: (next) => {
      script = next;
    },
    fail: (failure) => plan.set(failure),
    get failure() {
      return plan.current;
    },
    stop: () => closeServer(server),
  };
}

function bodyOf(answer: UssdAnswer): string {
  const body = typeof answer === 'string' ? answer : answer.body;
  return typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
}

function statusOf(answer: UssdAnswer): number {
  return typeof answer === 'string' ? 200 : (answer.status ?? 200);
}

async function send(answer: UssdAnswer, response: ServerResponse): Promise<void> {
  const raw = typeof answer === 'string' ? { body: answer } : answer;
  const { body, status = 200, contentType = 'text/plain; charset=utf-8', headers = {}, delayMs = 0 } = raw;
  // The client may be gone by then; writing to it is harmless.
  if (delayMs > 0) await pause(delayMs, undefined, { ref: false });
  response.writeHead(status, {
    ...(contentType === null ? {} : { 'content-type': contentType }),
    ...headers,
  });
  response.end(body);
}

function readForm(body: string): UssdRequest {
  const form = new URLSearchParams(body);
  const field = (name: string): string => form.get(name) ?? '';
  return {
    msisdn: field('msisdn'),
    sessionId: field('sessionId'),
    input: field('input'),
    serviceCode: field('serviceCode'),
    countryCode: field('countryCode'),
    network: field('network'),
  };
}
