import type { FastifyReply } from 'fastify';

/**
 * Writes a finished JSON text. It goes past the framework's own sending for two reasons: clients of the compatible API
 * are promised `application/json` without a charset, and header and body leave in one system call.
 */
export function sendJson(
  reply: FastifyReply,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  reply.hijack();
  reply.raw.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
  });
  reply.raw.end(body);
}
