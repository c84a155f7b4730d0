import type { FastifyInstance } from 'fastify';
import { within } from '#core/within.ts';

/**
 * Ends the HTTP edge: takes no more, and lets requests under way be answered for up to `ms` milliseconds. Who is still writing
 * then is cut off. Node itself would wait for them without end: closing a server also ends its watch over slow clients.
 */
export async function closeHttpServer(http: FastifyInstance, ms: number): Promise<void> {
  const closed = http.close();
  await within(closed, ms, undefined);
  http.server.closeAllConnections();
  await closed;
}
