import { UnreadableHop } from '#core/ussd-adapter.ts';
import { readBody } from './read-body.ts';

/** @throws UnreadableHop when the body is not JSON in UTF-8 */
export function parseJson(body: Buffer): unknown {
  const text = readBody(body);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which is the subscriber's.
    throw new UnreadableHop('The body is not JSON.');
  }
}
