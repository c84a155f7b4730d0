import { STATEMENT_MS } from '#store/answer-deadline.ts';
import { tookTooLong } from '#store/database-errors.ts';
import { HttpError } from '../http-error.ts';

/**
 * Gives what a search finds.
 * @param less what would be less to read, in the words of the request
 * @throws HttpError 422 when the database ended the search because it read too much: only a narrower one can be answered
 */
export async function inTime<Found>(search: Promise<Found>, less: string): Promise<Found> {
  try {
    return await search;
  } catch (error) {
    if (!tookTooLong(error)) throw error;
    throw new HttpError(
      422,
      `The search was ended after ${STATEMENT_MS / 1000} s. Give it less to read: ${less}.`,
    );
  }
}

/** That less of the time would be less to read. @param from what the request calls its beginning */
export function shorterSpan(from: string, to: string): string {
  return `a shorter span of time, by ${from} and ${to}`;
}
