import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '#core/clock.ts';
import { storable } from '#core/storable.ts';
import { AddressRefused, type Guard } from './guard-url.ts';

export type HttpClientSettings = {
  readonly guard: Guard;
  /** Connections to one origin at most. */
  readonly connections: number;
  readonly clock: Clock;
  /** For one request from asking to the end of the answer, in milliseconds. */
  readonly totalMs: number;
};

/** What became of one request. `status` is null when no answer came; then `error` says why. `answer` is the start of the body. */
export type HttpResult =
  | { readonly status: number; readonly answer: string }
  | { readonly status: null; readonly error: string };

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request whose answer is wanted, with its own limits. */
export type HttpOrder = {
  readonly method: HttpMethod;
  /** Judged by the guard's `checkUrl` before. */
  readonly url: URL;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body?: string | Buffer;
  /** From asking to the end of the answer, in milliseconds. */
  readonly totalMs: number;
  /** Of the answer's body; the connection is cut where it is longer. */
  readonly keepBytes: number;
};

/**
 * What a request brought. `contentType` is the header as it came, or empty. `isWhole` is false where the body was
 * longer than what is kept, or broke off; `answer` then is its start. `isLate` where its time ran out. It is read in the character set the header
 * names, in UTF-8 where it names none.
 */
export type HttpAnswer =
  | {
      readonly status: number;
      readonly contentType: string;
      readonly answer: string;
      readonly isWhole: boolean;
      readonly isLate: boolean;
    }
  | { readonly status: null; readonly error: string; readonly isLate: boolean };

const ANSWER_KEPT = 2 * 1024;
const ANSWER_LIMIT = 16 * 1024;
const POOLS = 2000;
/** Connections are not kept longer than this, so that a name that moves is asked for again. */
const POOL_LIFE_MS = 5 * 60 * 1000;

type OpenPool = { readonly pool: Pool; readonly openedAt: number };

/**
 * Calls customers' addresses through the guard: no redirect is followed, nothing is inflated, no proxy of the
 * environment is used, and an answer is read to a limit and no further. Never throws; every request ends in one result.
 */
export class HttpClient {
  readonly #settings: HttpClientSettings;
  /** By origin, the least lately used first. */
  readonly #pools = new Map<string, OpenPool>();

  constructor(settings: HttpClientSettings) {
    this.#settings = settings;
  }

  /**
   * Posts a callback. An answer is read to 16 KiB, and 2 KiB of it are kept.
   *
   * @param headers names and values in turn
   * @param done called once, never before `post` returns
   */
  post(url: URL, headers: string[], body: string, done: (result: HttpResult) => void): void {
    const { totalMs } = this.#settings;
    this.#dispatch(url, { method: 'POST', headers, body }, totalMs, ANSWER_KEPT, ANSWER_LIMIT, (ended) => {
      done(
        ended.status === 0
          ? unanswered(ended)
          : { status: ended.status, answer: storable(ended.body().toString('utf8')) },
      );
    });
  }

  /**
   * Asks for an answer.
   *
   * @param done called once, never before `request` returns
   */
  request(order: HttpOrder, done: (answer: HttpAnswer) => void): void {
    const { method, url, headers, body = null, totalMs, keepBytes } = order;
    this.#dispatch(url, { method, headers, body }, totalMs, keepBytes, keepBytes, (ended) => {
      const { status, contentType, isWhole, isLate, error } = ended;
      if (status === 0) return done({ status: null, error, isLate });
      done({ status, contentType, isWhole, isLate, answer: decode(ended.body(), contentType) });
    });
  }

  /** Cuts every connection; what is under way ends without an answer. */
  async close(): Promise<void> {
    const open = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(open.map(({ pool }) => pool.destroy()));
  }

  #dispatch(
    url: URL,
    request: Pick<Dispatcher.DispatchOptions, 'method' | 'headers' | 'body'>,
    totalMs: number,
    keepBytes: number,
    readBytes: number,
    done: (ended: Exchange) => void,
  ): void {
    const exchange = new Exchange(totalMs, keepBytes, readBytes, done);
    const path = url.search === '' ? url.pathname : url.pathname + url.search;
    try {
      this.#pool(url.origin).dispatch({ path, ...request }, exchange);
    } catch (error) {
      exchange.onResponseError(null, error as Error);
    }
  }

  #pool(origin: string): Pool {
    const now = this.#settings.clock.monotonic();
    const known = this.#pools.get(origin);
    const isFresh = known !== undefined && now - known.openedAt < POOL_LIFE_MS;
    if (isFresh && this.#pools.size < POOLS / 2) return known.pool;
    const used = isFresh ? known : { pool: this.#open(origin), openedAt: now };
    if (known !== undefined && !isFresh) void known.pool.close();
    this.#pools.delete(origin);
    this.#pools.set(origin, used);
    if (this.#pools.size > POOLS) this.#closeOldest();
    return used.pool;
  }

  #open(origin: string): Pool {
    return new Pool(origin, {
      connections: this.#settings.connections,
      pipelining: 1,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16 * 1024,
      connect: (options, callback) => {
        this.#settings.guard.connect(options, (...opened) => {
          if (opened[0] === null) callback(null, writeAtOnce(opened[1]));
          else callback(opened[0], null);
        });
      },
    });
  }

  #closeOldest(): void {
    for (const [origin, { pool }] of this.#pools) {
      this.#pools.delete(origin);
      void pool.close();
      return;
    }
  }
}

/** One request under way, as undici reports on it, and what it brought. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #keepBytes: number;
  readonly #readBytes: number;
  readonly #done: (ended: Exchange) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #finished = false;
  #kept: Buffer[] = [];
  #size = 0;
  /** Zero while no status line has come. */
  status = 0;
  contentType = '';
  /** The whole body came, and all of it is kept. */
  isWhole = false;
  /** Its time ran out. */
  isLate = false;
  error = '';

  constructor(totalMs: number, keepBytes: number, readBytes: number, done: (ended: Exchange) => void) {
    this.#keepBytes = keepBytes;
    this.#readBytes = readBytes;
    this.#done = done;
    this.#timer = setTimeout(() => {
      this.isLate = true;
      this.#cut(`no complete answer within ${totalMs / 1000} s`);
    }, totalMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#finished) controller.abort(new Error('the request has timed out'));
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.status = status;
    this.contentType = String(headers['content-type'] ?? '');
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    // A copy of the piece alone: the chunk is a view into a far larger buffer.
    if (this.#size < this.#keepBytes) {
      this.#kept.push(Buffer.from(chunk.subarray(0, this.#keepBytes - this.#size)));
    }
    this.#size += chunk.length;
    if (this.#size > this.#readBytes) this.#cut('the answer is too long');
  }

  onResponseEnd(): void {
    this.isWhole = !this.#finished && this.#size <= this.#keepBytes;
    this.#finish('');
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#finish(explain(error));
  }

  /** What is kept of the answer's body. */
  body(): Buffer {
    return this.#kept.length === 1 ? (this.#kept[0] as Buffer) : Buffer.concat(this.#kept);
  }

  #cut(reason: string): void {
    const controller = this.#controller;
    this.#finish(reason);
    controller?.abort(new Error(reason));
  }

  /** The status line is the answer: what goes wrong after it is the other side's loss. */
  #finish(error: string): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    this.error = error;
    // Not at once: undici frees the connection in the next turn of the loop, and the next request should find it free.
    queueMicrotask(() => setImmediate(this.#done, this));
  }
}

function unanswered({ error }: Exchange): { status: null; error: string } {
  return { status: null, error };
}

function decode(body: Buffer, contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch (error) {
    // A character set nobody knows.
    if (error instanceof RangeError) return body.toString('utf8');
    throw error;
  }
}

/**
 * Makes a corked header and body leave in one system call with one buffer. undici writes them as a text and a buffer,
 * which Node sends by its dearer vectored path.
 */
function writeAtOnce<S extends Socket>(socket: S): S {
  socket._writev = (chunks, callback) => {
    const buffers = chunks.map(({ chunk, encoding }) =>
      typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Buffer),
    );
    socket._write(Buffer.concat(buffers), 'buffer' as BufferEncoding, callback);
  };
  return socket;
}

function explain(error: Error & { code?: string }): string {
  if (error instanceof AddressRefused) return error.message;
  const cause = error instanceof AggregateError ? (error.errors[0] as Error & { code?: string }) : error;
  switch (cause.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'connection closed before an answer came';
    case 'ENOTFOUND':
      return 'host name not found';
    case 'EAI_AGAIN':
      return 'name server did not answer';
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return 'no connection within 3 s';
    case 'UND_ERR_HEADERS_OVERFLOW':
      return 'the header of the answer is too long';
    default:
      return storable(cause.message).slice(0, 500);
  }
}
