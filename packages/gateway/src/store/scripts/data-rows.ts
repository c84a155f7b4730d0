import { sql } from 'kysely';
import {
  bounded,
  ScriptDataRefused,
  type ScriptQueries,
  type ScriptVars,
  type VarsChange,
} from './script-queries.ts';

export type DataRow = {
  /** Decimal digits; later rows have greater numbers. */
  id: string;
  vars: ScriptVars;
  contactId: string | null;
  fromNumber: string | null;
  createdAt: Date;
  updatedAt: Date;
};

type Origin = { readonly contactId: string | null; readonly fromNumber: string | null };

export const dataRowColumns = [
  'id',
  'vars',
  'contact_id as contactId',
  'from_number as fromNumber',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const;

export const MOST_ROWS = 100_000;

/**
 * Adds a row, and counts it.
 *
 * @throws ScriptDataRefused when the table is full or is none of the account's, or the variables have more than 16 KiB
 */
export async function createDataRow(
  db: ScriptQueries,
  accountId: number,
  tableId: number,
  row: Origin & { readonly vars: ScriptVars },
): Promise<DataRow> {
  const { rows } = await bounded(
    'a row',
    sql<DataRow>`
      with counted as (
        update script_tables set row_count = row_count + 1
        where account_id = ${accountId} and id = ${tableId} and row_count < ${MOST_ROWS} returning id
      )
      insert into script_rows (account_id, table_id, vars, contact_id, from_number)
      select ${accountId}, id, ${JSON.stringify(row.vars)}::jsonb, ${row.contactId}, ${row.fromNumber} from counted
      returning id, vars, contact_id as "contactId", from_number as "fromNumber",
        created_at as "createdAt", updated_at as "updatedAt"
    `.execute(db),
  );
  const [made] = rows;
  if (made !== undefined) return made;
  throw new ScriptDataRefused(
    `data table ${tableId} is no more, or has ${MOST_ROWS.toLocaleString('en')} rows already`,
  );
}

/** @throws ScriptDataRefused when there is none */
export async function findDataRow(
  db: ScriptQueries,
  accountId: number,
  tableId: number,
  id: string,
): Promise<DataRow> {
  const found = await db
    .selectFrom('script_rows')
    .select(dataRowColumns)
    .where('account_id', '=', accountId)
    .where('table_id', '=', tableId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (found === undefined) throw noRow(tableId, id);
  return found;
}

/**
 * Writes what was changed of a row; what others changed meanwhile stays.
 *
 * @throws ScriptDataRefused when there is none, or its variables would have more than 16 KiB
 */
export async function saveDataRow(
  db: ScriptQueries,
  accountId: number,
  tableId: number,
  id: string,
  change: Origin & VarsChange,
): Promise<void> {
  const { numAffectedRows } = await bounded(
    'a row',
    sql`
      update script_rows set vars = (vars || ${JSON.stringify(change.set)}::jsonb) - ${[...change.removed]}::text[],
        contact_id = ${change.contactId}, from_number = ${change.fromNumber}, updated_at = now()
      where account_id = ${accountId} and table_id = ${tableId} and id = ${id}
    `.execute(db),
  );
  if (numAffectedRows === 0n) throw noRow(tableId, id);
}

/** Deletes a row, and counts it. One that is not there any more is as good as deleted. */
export async function deleteDataRow(
  db: ScriptQueries,
  accountId: number,
  tableId: number,
  id: string,
): Promise<void> {
  await sql`
    with gone as (
      delete from script_rows where account_id = ${accountId} and table_id = ${tableId} and id = ${id} returning id
    )
    update script_tables set row_count = row_count - 1
    where account_id = ${accountId} and id = ${tableId} and exists (select from gone)
  `.execute(db);
}

function noRow(tableId: number, id: string): ScriptDataRefused {
  return new ScriptDataRefused(`data table ${tableId} has no row ${id}`);
}
