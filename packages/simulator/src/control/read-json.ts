import type { IncomingMessage } from 'node:http';
import { ControlError } from './problem.ts';

const maxBytes = 1_000_000;

/** Reads a JSON body; an empty one is undefined. Throws `ControlError` when it is too large or not JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new ControlError({
        title: 'Too large',
        status: 413,
        detail: `The body is over ${maxBytes} bytes; send less at once.`,
      });
    }
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new ControlError({
      title: 'Not JSON',
      status: 400,
      detail: `The body is not JSON: ${(error as Error).message}`,
    });
  }
}
