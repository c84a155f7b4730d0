import { isUtf8 } from 'node:buffer';
import { HttpError } from './http-error.ts';
import { refuseHeavyJson } from './json-weight.ts';

const FORM_LIKE = /^\s*[\w.%+-]+=/;
const JSON_MEDIA_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;(.*))?$/i;
const OTHER_CHARSET = /charset\s*=\s*"?(?!utf-?8\b|us-ascii\b)/i;

const LONG_NUMBER = /[:[,]\s*-?\d{16}/;
const BYTE_ORDER_MARK = 0xfeff;

/** Bodies below this size cannot weigh enough to hurt. */
const LIGHT = 64 * 1024;

/**
 * Reads a body as JSON. A missing Content-Type is forgiven, because many clients forget it.
 * @throws HttpError 415 for another media type or a form, 400 for bytes that are not UTF-8 or not JSON
 */
export function readJson(body: unknown, contentType: string | undefined): unknown {
  const text = readJsonText(body, contentType);
  try {
    return parse(text);
  } catch {
    if (contentType === undefined && FORM_LIKE.test(text))
      throw new HttpError(415, 'Send the body as application/json.');
    throw new HttpError(400, 'The body is not valid JSON.');
  }
}

/**
 * The text of a body that says it is JSON; whether it is has not been looked at.
 * @throws HttpError 415 for another media type, 400 for bytes that are not UTF-8 or would weigh too much
 */
export function readJsonText(body: unknown, contentType: string | undefined): string {
  refuseOtherMediaType(contentType);
  if (!Buffer.isBuffer(body) || body.length === 0) throw new HttpError(400, 'The body is empty.');
  if (!isUtf8(body)) throw new HttpError(400, 'The body is not valid UTF-8.');
  if (body.length > LIGHT) refuseHeavyJson(body);
  const text = body.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function refuseOtherMediaType(contentType: string | undefined): void {
  if (contentType === undefined || contentType === 'application/json') return;
  const match = JSON_MEDIA_TYPE.exec(contentType);
  if (match === null || OTHER_CHARSET.test(match[1] ?? '')) {
    throw new HttpError(415, 'Send the body as application/json in UTF-8.');
  }
}

function parse(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text);
}

/** An id written as a number may have more digits than a number holds: its own text is kept instead. */
function keepLongNumbers(_key: string, value: unknown, context?: { source: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source ?? value;
}

/** An object whose keys may be read without a surprise. */
export type JsonObject = { readonly [key: string]: unknown };

/** @throws HttpError 400 for keys that mean mischief and nothing else */
export function asObject(value: unknown): JsonObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  if (Object.hasOwn(value, '__proto__') || Object.hasOwn(value, 'constructor')) {
    throw new HttpError(400, 'The keys __proto__ and constructor are not allowed.');
  }
  return value as JsonObject;
}
