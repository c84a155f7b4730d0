import pg from 'pg';

/** A change that an administrator asked for and that cannot be made. The message says why and what to do. */
export class AdminError extends Error {
  override name = 'AdminError';
}

/** Sentences for the constraints a statement may break, by the constraint's name. */
export type Refusals = Readonly<Record<string, string>>;

/**
 * Runs a statement whose refusals by the schema are told in sentences.
 * @throws AdminError when a constraint named in `refusals` is broken
 */
export async function refusing<T>(refusals: Refusals, statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    const sentence = error instanceof pg.DatabaseError ? refusals[error.constraint ?? ''] : undefined;
    if (sentence === undefined) throw error;
    throw new AdminError(sentence, { cause: error });
  }
}

/** The error for something that was named and does not exist: what there is instead. */
export function unknown(what: string, name: string, known: readonly string[]): AdminError {
  const listed = known.slice(0, 20).join(', ') + (known.length > 20 ? ', …' : '');
  return new AdminError(
    `There is no ${what} "${name}". ${known.length === 0 ? `There is none yet.` : `There is: ${listed}.`}`,
  );
}
