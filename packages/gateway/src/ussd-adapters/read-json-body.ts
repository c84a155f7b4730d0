import { UnreadableHop } from '#core/ussd-adapter.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { parseJson } from './parse-json.ts';

/**
 * The fields of a body that is one JSON object. Fields within fields are left out.
 * @throws UnreadableHop when it is anything else
 */
export function readJsonBody(body: Buffer): Fields {
  return fieldsOf(Object.entries(readObject(body)));
}

function readObject(body: Buffer): object {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableHop('The body must be a JSON object.');
  }
  return value;
}
