import { type Fields, fieldsOf } from './fields.ts';
import { readBody } from './read-body.ts';

/**
 * The fields of an `application/x-www-form-urlencoded` body.
 * @throws UnreadableHop when it is not UTF-8
 */
export function readForm(body: Buffer): Fields {
  return fieldsOf(new URLSearchParams(readBody(body)));
}
