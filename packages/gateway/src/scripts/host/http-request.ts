import { Type } from 'typebox';
import { AddressRefused, type Guard } from '#callbacks/guard-url.ts';
import type { HttpAnswer, HttpClient, HttpMethod } from '#callbacks/http-client.ts';
import { ownHeaders } from '#callbacks/own-headers.ts';
import { limits } from '../limits.ts';
import { hostCall } from './host-call.ts';
import { CallRefused } from './refusal.ts';

export type HttpDeps = {
  readonly http: Pick<HttpClient, 'request'>;
  readonly guard: Pick<Guard, 'checkUrl'>;
};

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Token characters of RFC 9110. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

/** A request of a script, through the guard. */
export const httpRequest = hostCall(
  Type.Object({
    url: Type.String({ maxLength: 4096 }),
    method: Type.String({ maxLength: 10 }),
    headers: Type.Record(Type.String(), Type.String({ maxLength: 8192 })),
    body: Type.Optional(Type.String()),
    basicAuth: Type.Optional(Type.String({ maxLength: 1024 })),
  }),
  async ({ http, guard }: HttpDeps, run, args) => {
    run.used.http += 1;
    if (run.used.http > limits.httpCallsPerRun) {
      throw new CallRefused(`a step may make ${limits.httpCallsPerRun} requests`);
    }
    const method = METHODS.find((known) => known === args.method);
    if (method === undefined) {
      throw new CallRefused(`${args.method} is none of ${METHODS.join(', ')}`);
    }
    const url = checked(guard, args.url);
    const headers = [...headersOf(args.headers)];
    if (args.basicAuth !== undefined) {
      headers.push('authorization', `Basic ${Buffer.from(args.basicAuth).toString('base64')}`);
    }
    const totalMs = Math.min(limits.httpTotalMs, run.leftMs() - limits.httpMarginMs);
    if (totalMs <= 0) throw new CallRefused('no time is left for a request');
    const answer = await new Promise<HttpAnswer>((resolve) =>
      http.request(
        {
          method,
          url,
          headers,
          ...(args.body === undefined ? {} : { body: args.body }),
          totalMs: Math.floor(totalMs),
          keepBytes: limits.httpAnswerBytes,
        },
        resolve,
      ),
    );
    if (answer.status === null) throw new CallRefused(answer.error);
    if (!answer.isWhole) {
      throw new CallRefused(`the answer broke off or is longer than ${limits.httpAnswerBytes / 1024} KiB`);
    }
    return { status: answer.status, content: answer.answer, contentType: answer.contentType };
  },
);

function checked(guard: HttpDeps['guard'], url: string): URL {
  try {
    return guard.checkUrl(url);
  } catch (error) {
    if (error instanceof AddressRefused) throw new CallRefused(error.message);
    throw error;
  }
}

function* headersOf(headers: Readonly<Record<string, string>>): Iterable<string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new CallRefused(`the header ${JSON.stringify(name.slice(0, 50))} cannot be sent`);
    }
    if (ownHeaders.has(name.toLowerCase())) continue;
    yield name;
    yield value;
  }
}
