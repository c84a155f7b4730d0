import { sql } from 'kysely';
import { ScriptDataRefused, type ScriptQueries } from './script-queries.ts';

type DataTableRow = { id: number; name: string; rows: number };

const MOST_TABLES = 100;
const columns = ['id', 'name', 'row_count as rows'] as const;

/**
 * Finds a table of an account by its name, or makes it.
 *
 * @throws ScriptDataRefused when the account has 100 tables already
 */
export async function openDataTable(
  db: ScriptQueries,
  accountId: number,
  name: string,
): Promise<DataTableRow> {
  const found = await byName(db, accountId, name);
  if (found !== undefined) return found;
  await sql`
    insert into script_tables (account_id, name) select ${accountId}, ${name}
    where (select count(*) from script_tables where account_id = ${accountId}) < ${MOST_TABLES}
    on conflict do nothing
  `.execute(db);
  const made = await byName(db, accountId, name);
  if (made === undefined) throw new ScriptDataRefused(`there are ${MOST_TABLES} data tables already`);
  return made;
}

/** @throws ScriptDataRefused when the account has none of this id */
export async function findDataTable(db: ScriptQueries, accountId: number, id: number): Promise<DataTableRow> {
  const found = await db
    .selectFrom('script_tables')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (found === undefined) throw new ScriptDataRefused(`there is no data table ${id}`);
  return found;
}

/** Deletes a table and its rows. One that is not there any more is as good as deleted. */
export async function deleteDataTable(db: ScriptQueries, accountId: number, id: number): Promise<void> {
  await db.deleteFrom('script_tables').where('account_id', '=', accountId).where('id', '=', id).execute();
}

function byName(db: ScriptQueries, accountId: number, name: string): Promise<DataTableRow | undefined> {
  return db
    .selectFrom('script_tables')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('name', '=', name)
    .executeTakeFirst();
}
