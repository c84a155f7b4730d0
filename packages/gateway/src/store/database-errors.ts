import pg from 'pg';

const QUERY_CANCELED = '57014';

/** SQLSTATE of a server that is going away, has no room, cannot be reached, or only reads since another took over. */
const GOING_AWAY = /^(08|53|57P|58|25006)/;

/** SQLSTATE of what may go better the next time: deadlocks, locks that were waited for in vain, statements that were ended. */
const PASSING = /^(40|55|57)/;

/** Codes and words of a connection that is lost. */
const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const LOST_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|it has said nothing)/;

/** Whether the server ended a statement because it took longer than it may. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === QUERY_CANCELED;
}

/** Whether the error means that the database gave no answer, rather than that it or we did something wrong. */
export function wasUnanswered(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return GOING_AWAY.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  return LOST.has((error as NodeJS.ErrnoException).code ?? '') || LOST_WORDS.test(error.message);
}

/** Whether the server judged the statement itself to be wrong, so that repeating it would fail again. */
export function isServerRefusal(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  return !wasUnanswered(error) && !PASSING.test(error.code);
}

/** Whether it may go better the next time: the database is away, or was busy with others. */
export function mayPass(error: unknown): boolean {
  return wasUnanswered(error) || (error instanceof pg.DatabaseError && !isServerRefusal(error));
}
