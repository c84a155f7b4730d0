import type { FastifyReply, FastifyRequest } from 'fastify';
import { type HttpError, statusText } from '../http-error.ts';

/** Answers with a problem document (RFC 9457). */
export function answerProblem(error: HttpError, _request: FastifyRequest, reply: FastifyReply): void {
  const { status } = error;
  reply.hijack();
  const body = JSON.stringify({
    type: 'about:blank',
    title: statusText(status),
    status,
    ...(error.message === '' ? {} : { detail: error.message }),
  });
  reply.raw.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...error.headers,
  });
  reply.raw.end(body);
}
