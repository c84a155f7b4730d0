import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The Idempotency-Key of a request with what it stands for: the route and the body.
 * @throws HttpError 400 for a key that is empty, long, or not plain text
 */
export function idempotencyOf(
  request: FastifyRequest,
  route: string,
  body: Buffer | string,
): { key: string; bodyHash: Buffer } | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !VISIBLE.test(key)) {
    throw new HttpError(400, 'An Idempotency-Key is 1 to 255 visible ASCII characters.');
  }
  return { key, bodyHash: createHash('sha256').update(`${route}\n`).update(body).digest() };
}
