import { readAddress, readBoolean, readChoice, readInteger, readObject, readText } from '../read-input.ts';
import type { Mo } from '../smsc/mo.ts';

const fields = ['from', 'to', 'text', 'parts', 'encoding', 'duplicate', 'shuffled', 'binding'] as const;

export const moExample: Mo = { from: '254700000001', to: '22141', text: 'Hello' };

/** Reads the body of POST /mo. Throws `InvalidInput`. */
export function readMo(body: unknown): Mo {
  const input = readObject(body, 'body', fields);
  const mo: Mo = {
    from: readAddress(input.from, 'from'),
    to: readAddress(input.to, 'to'),
    text: readText(input.text, 'text', 'the text of the message, "" for an empty one'),
  };
  if (input.parts !== undefined) mo.parts = readInteger(input.parts, 'parts', 1, 255);
  if (input.encoding !== undefined) {
    mo.encoding = readChoice(input.encoding, 'encoding', ['gsm7', 'latin1', 'ucs2'] as const);
  }
  if (input.duplicate !== undefined) mo.duplicate = readBoolean(input.duplicate, 'duplicate');
  if (input.shuffled !== undefined) mo.shuffled = readBoolean(input.shuffled, 'shuffled');
  if (input.binding !== undefined) mo.binding = readText(input.binding, 'binding', 'the system_id of a bind');
  return mo;
}
