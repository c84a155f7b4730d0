import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpDeps } from '../deps.ts';
import { type HttpError, toHttpError } from '../http-error.ts';
import { errorBody } from './error-body.ts';
import { sendJson } from './send-json.ts';

const BATCH = '/api/messaging/sendbatch';
/** More of one sentence than this helps nobody. */
const MOST_COPIES = 1000;

/** Answers whatever stopped a request of the compatible API in the documented shape; on the batch path in an array. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: HttpDeps,
): void {
  // What is said of the key comes before anything that can be said of the body.
  const known = toHttpError(request.refusedCaller ?? error, request.routeOptions.bodyLimit ?? 0, deps.log);
  answerHttpError(known, 1, request, reply, deps);
}

/** @param copies how many times an array repeats it: once for each item of a batch whose key was refused */
export function answerHttpError(
  error: HttpError,
  copies: number,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: HttpDeps,
): void {
  const { settings, clock } = deps;
  const refusedKey = error.status === 401;
  const status = refusedKey ? settings.authFailureStatus : error.status;
  const headers = status === 401 ? { ...error.headers, 'www-authenticate': 'Bearer' } : error.headers;
  const path = pathOf(request);
  const body = errorBody(clock.now(), status, error.message, path, settings.errorStatusAs);
  const inArray = path === BATCH || path === `${BATCH}/`;
  sendJson(reply, status, inArray ? `[${repeat(body, copies)}]` : body, headers);
}

function repeat(body: string, copies: number): string {
  return new Array<string>(Math.min(Math.max(copies, 1), MOST_COPIES)).fill(body).join(',');
}

/** The path as it was asked for, without its query. */
function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '';
  const end = url.indexOf('?');
  return (end === -1 ? url : url.slice(0, end)).slice(0, 1024);
}
