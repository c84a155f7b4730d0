import { STATUS_CODES } from 'node:http';
import { IdempotencyConflict, TemporarilyUnavailable } from '#core/accept.ts';
import { tookTooLong, wasUnanswered } from '#store/database-errors.ts';
import type { HttpLog } from './deps.ts';

/** A request that is stopped before anything is decided about a message. `message` is read by the customer. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message = '', headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The reason phrase of a status, such as `Not Found`. */
export function statusText(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}

/**
 * Turns whatever was thrown into something a customer may read: no stack, no SQL, no address leaves by this way.
 * What is our fault is logged; what is the client's is not.
 */
export function toHttpError(error: unknown, bodyLimit: number, log: HttpLog): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof TemporarilyUnavailable || wasUnanswered(error) || tookTooLong(error)) {
    return new HttpError(
      503,
      'Temporarily unable to take the request. Send it again in a moment, with the same Idempotency-Key if it had one.',
      {
        'retry-after': '1',
      },
    );
  }
  if (error instanceof IdempotencyConflict) {
    return error.reason === 'different-body'
      ? new HttpError(422, error.message)
      : new HttpError(409, error.message, { 'retry-after': '1' });
  }
  switch (statusOf(error)) {
    case 400:
      return new HttpError(400, 'The request could not be read.');
    case 413:
      // Without closing: on a closed connection a client that still writes sees a broken pipe and never this answer. What
      // is left of the body is thrown away, within the time that every request has.
      return new HttpError(413, `The body may be at most ${bodyLimit} bytes.`);
    case 415:
      return new HttpError(415, 'Send the body as application/json.');
    default:
      log.error({ err: error }, 'An HTTP request failed inside');
      return new HttpError(500);
  }
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
