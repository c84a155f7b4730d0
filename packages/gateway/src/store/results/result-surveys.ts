import { sql } from 'kysely';
import type { ReadQueries } from '../read-queries.ts';

/** A survey as far as its results are concerned. */
export type ResultSurvey = { id: number; showNumbers: boolean };

/** The survey of a flow with this name. */
export async function findResultSurvey(
  db: ReadQueries,
  { id, accountId }: { readonly id: number; readonly accountId: number },
  name: string,
): Promise<ResultSurvey | undefined> {
  const { rows } = await sql<ResultSurvey>`
    select id, show_numbers as "showNumbers" from surveys
    where account_id = ${accountId} and flow_id = ${id} and name = ${name}`.execute(db);
  return rows[0];
}
