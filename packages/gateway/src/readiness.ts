import type pg from 'pg';
import { within } from '#core/within.ts';

export type Readiness = { readonly ok: boolean; readonly reasons: string[] };

/** Who asks whether to send traffic here does not wait long for the answer. */
const PATIENCE_MS = 2000;

/**
 * Makes the answer to whether this process should be sent traffic: it accepts, and what it accepts will be committed. The
 * answer comes within two seconds, also while the database is frozen; it is asked by one question at a time.
 */
export function readinessOf(
  pool: Pick<pg.Pool, 'query'>,
  holdsLease: () => boolean,
): () => Promise<Readiness> {
  let asking: Promise<string | null> | null = null;
  const askDatabase = (): Promise<string | null> => {
    asking ??= pool
      .query('select 1')
      .then(
        () => null,
        (error: Error) => error.message,
      )
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  return async () => {
    const reasons: string[] = [];
    const wrong = await within(askDatabase(), PATIENCE_MS, `nothing within ${PATIENCE_MS / 1000} s`);
    if (wrong !== null) reasons.push(`The database does not answer: ${wrong}`);
    if (!holdsLease()) reasons.push('This node could not renew its lease.');
    return { ok: reasons.length === 0, reasons };
  };
}
