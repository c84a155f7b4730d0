import { type Expression, type SqlBool, sql } from 'kysely';
import { type DataRow, dataRowColumns } from './data-rows.ts';
import type { ScriptQueries } from './script-queries.ts';

/** How values of one name are sought, as in Telerivet's queries. Values compare as numbers where both are numbers. */
export type RowTest = {
  readonly eq?: Scalar;
  readonly ne?: Scalar;
  readonly prefix?: string;
  readonly not_prefix?: string;
  readonly exists?: boolean | 0 | 1;
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly lt?: Scalar;
  readonly lte?: Scalar;
  readonly min?: Scalar;
  readonly max?: Scalar;
};

export type Scalar = string | number | boolean;

/** Rows of one table for which every named value passes. */
export type RowFilter = {
  readonly vars: Readonly<Record<string, Scalar | RowTest>>;
  readonly contactId: string | null;
  readonly fromNumber: string | null;
};

type RowPage = {
  readonly newestFirst: boolean;
  /** The last row of the page before; null for the first page. */
  readonly after: string | null;
  readonly offset: number;
  readonly limit: number;
};

/** One page of the rows that pass, in the order they were made. */
export async function findDataRows(
  db: ScriptQueries,
  accountId: number,
  tableId: number,
  filter: RowFilter,
  { newestFirst, after, offset, limit }: RowPage,
): Promise<DataRow[]> {
  let query = passing(db, accountId, tableId, filter).select(dataRowColumns);
  if (after !== null) query = query.where('id', newestFirst ? '<' : '>', after);
  return await query
    .orderBy('id', newestFirst ? 'desc' : 'asc')
    .offset(offset)
    .limit(limit)
    .execute();
}

/** How many rows pass. */
export async function countDataRows(
  db: ScriptQueries,
  accountId: number,
  tableId: number,
  filter: RowFilter,
): Promise<number> {
  const { count } = await passing(db, accountId, tableId, filter)
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many rows have each value of a variable: the thousand commonest. */
export async function countDataRowsByValue(
  db: ScriptQueries,
  accountId: number,
  tableId: number,
  variable: string,
): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('script_rows')
    .select([
      sql<string>`vars ->> ${variable}::text`.as('value'),
      ({ fn }) => fn.countAll<string>().as('count'),
    ])
    .where('account_id', '=', accountId)
    .where('table_id', '=', tableId)
    .where(sql<SqlBool>`vars ->> ${variable}::text is not null`)
    .groupBy('value')
    .orderBy('count', 'desc')
    .limit(1000)
    .execute();
  return Object.fromEntries(rows.map(({ value, count }) => [value, Number(count)]));
}

/** A text that counts as a number, stored or sought. PostgreSQL reads the expression as JavaScript does. */
const NUMBER = /^-?[0-9]{1,30}([.][0-9]{1,30})?$/;

function passing(db: ScriptQueries, accountId: number, tableId: number, filter: RowFilter) {
  let query = db
    .selectFrom('script_rows')
    .where('account_id', '=', accountId)
    .where('table_id', '=', tableId);
  if (filter.contactId !== null) query = query.where('contact_id', '=', filter.contactId);
  if (filter.fromNumber !== null) query = query.where('from_number', '=', filter.fromNumber);
  const equal: [name: string, value: string][] = [];
  for (const [name, test] of Object.entries(filter.vars)) {
    if (typeof test === 'object') query = query.where((eb) => eb.and([...testsOf(name, test)]));
    else equal.push([name, String(test)]);
  }
  if (equal.length === 0) return query;
  // The index is over this expression.
  return query.where(
    sql<SqlBool>`script_values(vars) @> ${JSON.stringify(Object.fromEntries(equal))}::jsonb`,
  );
}

function* testsOf(name: string, test: RowTest): Iterable<Expression<SqlBool>> {
  const value = sql<string>`vars ->> ${name}::text`;
  if (test.eq !== undefined) yield sql`${value} = ${String(test.eq)}`;
  if (test.ne !== undefined) yield sql`${value} is distinct from ${String(test.ne)}`;
  if (test.prefix !== undefined) yield sql`starts_with(${value}, ${test.prefix})`;
  if (test.not_prefix !== undefined)
    yield sql`not coalesce(starts_with(${value}, ${test.not_prefix}), false)`;
  if (test.exists !== undefined) {
    yield test.exists ? sql`${value} is not null` : sql`${value} is null`;
  }
  yield* compared(value, '>', test.gt);
  yield* compared(value, '>=', test.gte ?? test.min);
  yield* compared(value, '<', test.lt);
  yield* compared(value, '<=', test.lte ?? test.max);
}

function* compared(
  value: Expression<string>,
  operator: '>' | '>=' | '<' | '<=',
  bound: Scalar | undefined,
): Iterable<Expression<SqlBool>> {
  if (bound === undefined) return;
  const sign = sql.raw(operator);
  if (typeof bound === 'number' || NUMBER.test(String(bound))) {
    const isNumber = sql`${value} ~ ${sql.lit(NUMBER.source)}`;
    yield sql`case when ${isNumber} then (${value})::numeric ${sign} ${String(bound)}::numeric else false end`;
  } else yield sql`(${value}) collate "C" ${sign} ${String(bound)}`;
}
