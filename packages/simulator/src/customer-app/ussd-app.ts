import { createServer, type IncomingMessage } from 'node:http';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';

/** The form a gateway posts for every hop of a session; `input` holds all entries so far joined with `*`. */
export interface UssdRequest {
  msisdn: string;
  sessionId: string;
  input: string;
  serviceCode: string;
  countryCode: string;
  network: string;
}

/**
 * Answers by exact `input` ("" is the first screen). A key ending in `...` answers every input that begins with
 * what stands before the dots, the longest such key first. Values are complete answers: "CON ..." keeps the session, "END ..." closes it.
 */
export type UssdScript =
  | Readonly<Record<string, string>>
  | ((request: UssdRequest) => string | Promise<string>);

export const demoScript: UssdScript = {
  '': 'CON Welcome to Ujumbe\n1. My balance\n2. Ask for a call',
  '1': 'END Your balance is KES 120.50',
  '2': 'CON Which number shall we call?',
  '2*...': 'END Thank you. We will call you.',
  '...': 'END That is not one of the choices.',
};

export interface UssdHop {
  at: string;
  request: UssdRequest;
  /** The form exactly as it was sent. */
  rawBody: string;
  headers: IncomingMessage['headers'];
  answer: string;
}

export interface UssdAppOptions {
  port?: number;
  script?: UssdScript;
  /** Hops kept; the oldest go first. Default 10,000. */
  maxHops?: number;
  onHop?: (hop: UssdHop) => void;
}

export interface UssdApp {
  readonly url: string;
  hops(): UssdHop[];
  setScript(script: UssdScript): void;
  stop(): Promise<void>;
}

/** The scripted answer to one hop. */
export async function answerUssd(script: UssdScript, request: UssdRequest): Promise<string> {
  if (typeof script === 'function') return script(request);
  const exact = script[request.input];
  if (exact !== undefined) return exact;
  const patterns = Object.keys(script)
    .filter((key) => key.endsWith('...') && request.input.startsWith(key.slice(0, -3)))
    .sort((a, b) => b.length - a.length);
  return script[patterns[0] ?? ''] ?? 'END That is not one of the choices.';
}

/** Starts a customer's USSD application on 127.0.0.1, speaking the CON/END dialect over form posts. */
export async function startUssdApp(options: UssdAppOptions = {}): Promise<UssdApp> {
  const { maxHops = 10_000, onHop } = options;
  let script = options.script ?? demoScript;
  let hops: UssdHop[] = [];

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const rawBody = Buffer.concat(chunks).toString('utf8');
      const form = readForm(rawBody);
      try {
        const answer = await answerUssd(script, form);
        const hop: UssdHop = {
          at: new Date().toISOString(),
          request: form,
          rawBody,
          headers: request.headers,
          answer,
        };
        hops.push(hop);
        if (hops.length >= maxHops * 2) hops = hops.slice(-maxHops);
        onHop?.(hop);
        response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(answer);
      } catch (error) {
        response
          .writeHead(500, { 'content-type': 'text/plain' })
          .end(`The script failed: ${String(error)}\n`);
      }
    });
  });
  const port = await listenOnLoopback(server, options.port ?? 0, 'USSD application');

  return {
    url: `http://127.0.0.1:${port}/ussd`,
    hops: () => hops.slice(-maxHops),
    setScript: (next) => {
      script = next;
    },
    stop: () => closeServer(server),
  };
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
