import { UnreadableHop } from '#core/ussd-adapter.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body as text, whatever its Content-Type says: operators are careless with it.
 * @throws UnreadableHop when it is not UTF-8
 */
export function readBody(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new UnreadableHop('The body is not UTF-8.', { cause: error });
  }
}
