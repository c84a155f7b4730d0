import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export const fileTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
} as const;

/** Answers with a file that is made while it is sent: as fast as the client reads, and no longer than it does. */
export function answerFile(
  reply: FastifyReply,
  type: keyof typeof fileTypes,
  name: string,
  pieces: AsyncIterable<string | Uint8Array>,
): FastifyReply {
  return reply
    .type(fileTypes[type])
    .header('content-disposition', `attachment; filename="${name}.${type}"`)
    .send(Readable.from(pieces, { highWaterMark: 1 }));
}

/**
 * The same batches, the first of them read already: what fails at once is answered as an error, and does not break off a
 * file that has begun.
 */
export async function begun<Item>(batches: AsyncGenerator<Item>): Promise<AsyncGenerator<Item>> {
  const first = await batches.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* batches;
  })();
}
