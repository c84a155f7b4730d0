import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterEach } from 'vitest';
import { closeServer, listenOnLoopback } from '../src/loopback-server.ts';
import { type FrontSettings, UssdNetwork } from '../src/ussd/network.ts';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

export interface SeenRequest {
  method: string;
  /** Path and query as sent. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the gateway in the test answers; a text alone is a 200 of text/plain, null is silence. */
export type GivenAnswer = FixedAnswer | ((request: SeenRequest) => FixedAnswer);

type FixedAnswer = string | null | { status?: number; headers?: Record<string, string>; body?: string };

export interface TestGateway {
  url: string;
  seen: SeenRequest[];
  /** The answers still to be given, in order; when none is left, 500. */
  answers: GivenAnswer[];
}

/** A gateway that answers as told and keeps what it was asked. */
export async function newGateway(...answers: GivenAnswer[]): Promise<TestGateway> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    seen.push(one);
    const answer = given(answers, one);
    if (answer === null) return;
    const {
      status = 200,
      headers: more = {},
      body = '',
    } = typeof answer === 'string' ? { body: answer } : answer;
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...more }).end(body);
  });
  const port = await listenOnLoopback(server, 0, 'gateway of the test');
  stops.push(() => closeServer(server));
  return { url: `http://127.0.0.1:${port}/ussd/t0ken`, seen, answers };
}

function given(answers: GivenAnswer[], request: SeenRequest): FixedAnswer {
  const next = answers.shift();
  if (next === undefined) return { status: 500, body: 'no answer left' };
  return typeof next === 'function' ? next(request) : next;
}

/** Phones with one front; nothing is carried over SMPP. */
export function newNetwork(settings: FrontSettings): UssdNetwork {
  const carrier = { isReceiving: () => false, deliver: async () => 0 };
  const network = new UssdNetwork(carrier, { onScreen: () => undefined, onRefused: () => undefined });
  stops.push(async () => network.close());
  network.addFront('operator', settings);
  return network;
}

/** The dialogue all fronts are tested with. */
export const code = '*123*12#';
export const menu = 'Welcome\n1. Balance\n2. Agent';
export const balance = 'Your balance is KES 50';
