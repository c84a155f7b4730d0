import type { ServerResponse } from 'node:http';
import { InvalidInput } from '../invalid-input.ts';
import { readBoolean, readChoice, readInteger, readNumber, readObject, readText } from '../read-input.ts';

export const failureKinds = ['status', 'hang', 'close', 'drip', 'redirect', 'garbage'] as const;
export type FailureKind = (typeof failureKinds)[number];

/** How the customer's server misbehaves, and how often. */
export interface CallbackFailure {
  /** `status`: answers `status`; `hang`: never answers; `close`: cuts the connection; `drip`: one byte per
   *  `everyMs`; `redirect`: 302 to `location`; `garbage`: 200 with octets that are no text. */
  kind: FailureKind;
  /** HTTP status of kind `status`, default 500. */
  status?: number;
  /** `drip`: pause between bytes in milliseconds, default 200. */
  everyMs?: number;
  /** `redirect`: where to, default `/elsewhere`. */
  location?: string;
  /** Only the next n callbacks fail, then all is well again. */
  times?: number;
  /** Share of callbacks that fail, default 100. */
  percent?: number;
  /** Only callbacks whose path begins with this. */
  path?: string;
  /** The connection is cut only after the body was read, default true; false cuts at the headers (`close`). */
  readBody?: boolean;
}

const fields = ['kind', 'status', 'everyMs', 'location', 'times', 'percent', 'path', 'readBody'] as const;

/** Reads a failure from unchecked input. Throws `InvalidInput`. */
export function readCallbackFailure(value: unknown): CallbackFailure {
  const input = readObject(value, 'failure', fields);
  const failure: CallbackFailure = { kind: readChoice(input.kind, 'failure.kind', failureKinds) };
  if (input.status !== undefined) failure.status = readInteger(input.status, 'failure.status', 200, 599);
  if (input.everyMs !== undefined) {
    failure.everyMs = readNumber(input.everyMs, 'failure.everyMs', 1, 60_000, 'milliseconds');
  }
  if (input.location !== undefined) {
    failure.location = readText(input.location, 'failure.location', 'an address to redirect to');
  }
  if (input.times !== undefined) failure.times = readInteger(input.times, 'failure.times', 1, 1_000_000_000);
  if (input.percent !== undefined)
    failure.percent = readNumber(input.percent, 'failure.percent', 0, 100, 'percent');
  if (input.path !== undefined) {
    const path = readText(input.path, 'failure.path', 'the beginning of a path such as "/dlr"');
    if (!path.startsWith('/')) throw new InvalidInput('failure.path', path, 'a path beginning with "/"');
    failure.path = path;
  }
  if (input.readBody !== undefined) failure.readBody = readBoolean(input.readBody, 'failure.readBody');
  return failure;
}

/** Decides per callback whether it fails; counts `times` down. */
export class FailurePlan {
  readonly #random: () => number;
  #failure: CallbackFailure | null = null;
  #left = Number.POSITIVE_INFINITY;

  constructor(random: () => number) {
    this.#random = random;
  }

  get current(): CallbackFailure | null {
    return this.#left > 0 ? this.#failure : null;
  }

  set(failure: CallbackFailure | null): void {
    this.#failure = failure;
    this.#left = failure?.times ?? Number.POSITIVE_INFINITY;
  }

  next(path: string): CallbackFailure | null {
    const failure = this.current;
    if (!failure) return null;
    if (failure.path !== undefined && !path.startsWith(failure.path)) return null;
    if (failure.percent !== undefined && this.#random() * 100 >= failure.percent) return null;
    this.#left -= 1;
    return failure;
  }
}

/** Neither UTF-8 nor any other text: every octet there is, the last first. */
const garbage = Buffer.from(Array.from({ length: 256 }, (_, index) => 255 - index));

/** Misbehaves on an open response. Returns the status that the client may see, 0 when it sees none. */
export function answerWithFailure(failure: CallbackFailure, response: ServerResponse): number {
  switch (failure.kind) {
    case 'status':
      response.writeHead(failure.status ?? 500, { 'content-type': 'text/plain' }).end('failing on demand\n');
      return failure.status ?? 500;
    case 'redirect':
      response.writeHead(302, { location: failure.location ?? '/elsewhere' }).end();
      return 302;
    case 'close':
      response.socket?.destroy();
      return 0;
    case 'hang':
      return 0;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(garbage);
      return 200;
    case 'drip': {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000000' });
      const timer = setInterval(() => response.write('.'), failure.everyMs ?? 200);
      response.on('close', () => clearInterval(timer));
      return 200;
    }
  }
}
