import type { ColumnType, Generated, JSONColumnType, Kysely } from 'kysely';
import pg from 'pg';
import { readQueries } from '../read-queries.ts';

/** Values of a row or a contact, by name; texts and names in it without NUL and half characters, see `core/storable.ts`. */
export type ScriptVars = Record<string, unknown>;

type VarsColumn = JSONColumnType<ScriptVars, string, string>;
type MadeAt = ColumnType<Date, never, never>;
type ChangedAt = ColumnType<Date, Date | undefined, Date>;

type ScriptTables = {
  script_tables: {
    id: Generated<number>;
    account_id: number;
    name: string;
    row_count: Generated<number>;
    created_at: MadeAt;
  };
  script_rows: {
    id: Generated<string>;
    account_id: number;
    table_id: number;
    vars: VarsColumn;
    contact_id: string | null;
    from_number: string | null;
    created_at: MadeAt;
    updated_at: ChangedAt;
  };
  contacts: {
    account_id: number;
    msisdn: string;
    name: string;
    vars: VarsColumn;
    updated_at: ChangedAt;
  };
};

/** Typed queries over what scripts keep. */
export type ScriptQueries = Kysely<ScriptTables>;

/** Opens them over a pool, which stays the caller's to end. */
export function scriptQueries(pool: pg.Pool): ScriptQueries {
  return readQueries(pool).withTables<ScriptTables>() as unknown as ScriptQueries;
}

/** What a script asked of its data and cannot have. The message is for the script's owner. */
export class ScriptDataRefused extends Error {
  override name = 'ScriptDataRefused';
}

/** What to write of variables: what is not named stays as it is. */
export type VarsChange = { readonly set: ScriptVars; readonly removed: readonly string[] };

const CHECK_VIOLATION = '23514';

/**
 * Waits for what writes variables.
 *
 * @param whose as in "a row"
 * @throws ScriptDataRefused when they have more than 16 KiB
 */
export async function bounded<Result>(whose: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== CHECK_VIOLATION) throw error;
    throw new ScriptDataRefused(`the variables of ${whose} have 16 KiB together at most`);
  }
}
