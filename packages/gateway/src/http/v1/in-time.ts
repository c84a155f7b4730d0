import { STATEMENT_MS } from '#store/answer-deadline.ts';
import { tookTooLong } from '#store/database-errors.ts';
import { HttpError } from '../http-error.ts';

/**
 * Gives what a search finds.
 * @throws HttpError 422 when the database ended the search because it read too much: only a narrower one can be answered
 */
export async function inTime<Found>(search: Promise<Found>): Promise<Found> {
  try {
    return await search;
  } catch (error) {
    if (!tookTooLong(error)) throw error;
    throw new HttpError(
      422,
      `The search was ended after ${STATEMENT_MS / 1000} s. Give it less to read: a shorter span of time, by since and until.`,
    );
  }
}
