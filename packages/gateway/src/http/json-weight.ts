import { HttpError } from './http-error.ts';

const MOST_DEPTH = 32;
const MOST_KEYS = 20_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Refuses JSON that is deep or has very many keys before anything is built from it. One pass over the bytes.
 * @throws HttpError 400
 */
export function refuseHeavyJson(bytes: Uint8Array): void {
  let depth = 0;
  let keys = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COLON) keys += 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (depth > MOST_DEPTH) throw new HttpError(400, `The JSON is nested deeper than ${MOST_DEPTH}.`);
    if (keys > MOST_KEYS) throw new HttpError(400, `The JSON has more than ${MOST_KEYS} keys.`);
  }
}
