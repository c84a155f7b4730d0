import { UnreadableHop } from '#core/ussd-adapter.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { readBody } from './read-body.ts';

/**
 * The fields of a body that is one JSON object. Fields within fields are left out.
 * @throws UnreadableHop when it is anything else
 */
export function readJsonBody(body: Buffer): Fields {
  return fieldsOf(Object.entries(readObject(body)));
}

function readObject(body: Buffer): object {
  const text = readBody(body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which is the subscriber's.
    throw new UnreadableHop('The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableHop('The body must be a JSON object.');
  }
  return value;
}
