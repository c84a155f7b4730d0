import { UnreadableHop } from '#core/ussd-adapter.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body as text, whatever its Content-Type says: operators are careless with it.
 * @param refusal a sentence for what is not UTF-8
 * @throws UnreadableHop with it
 */
export function readBody(body: Buffer, refusal = 'The body is not UTF-8.'): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new UnreadableHop(refusal, { cause: error });
  }
}
