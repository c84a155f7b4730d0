import { type RawBuilder, sql } from 'kysely';
import type { ReadQueries } from '../read-queries.ts';
import { chosenRuns, isOfSensitiveApp, type ResponseFilter } from './chosen-runs.ts';
import type { AnswerRow } from './responses.ts';

/** An answer with whose it is. */
export type AnswerOfRun = AnswerRow & {
  runId: string;
  accountId: number;
  msisdn: string;
  /** That were given as answers in the same response. */
  numbers: string[];
  sensitive: boolean;
};

/** Names an answer within a flow. */
export type AnswerPlace = { readonly runId: string; readonly name: string };

/** Which answers, by the responses they are in, then by their names. Times are milliseconds since the epoch. */
export type AnswerPage = {
  /** Answered after. */
  readonly after?: number | undefined;
  /** Answered at or before. */
  readonly until?: number | undefined;
  readonly beyond?: AnswerPlace | undefined;
  readonly before?: AnswerPlace | undefined;
  readonly limit: number;
};

/** A page of answers; with `before` it is the one that ends there. Always in the order of responses and names. */
export async function readAnswers(
  db: ReadQueries,
  filter: ResponseFilter,
  { after, until, beyond, before, limit }: AnswerPage,
): Promise<AnswerOfRun[]> {
  const conditions: RawBuilder<boolean>[] = [
    chosenRuns(filter),
    sql`a.answered_at is not null`,
    sql`a.value is not null`,
  ];
  // Times are kept to the microsecond and told to the millisecond: one that was told is not told again.
  if (after !== undefined)
    conditions.push(sql`date_trunc('milliseconds', a.answered_at) > ${new Date(after)}`);
  if (until !== undefined)
    conditions.push(sql`date_trunc('milliseconds', a.answered_at) <= ${new Date(until)}`);
  // Runs of other pages are not even looked at: the comparison of pairs alone would read them all on every page.
  if (beyond !== undefined)
    conditions.push(
      sql`r.id >= ${beyond.runId}::uuid`,
      sql`(a.run_id, a.name) > (${beyond.runId}::uuid, ${beyond.name}::text)`,
    );
  if (before !== undefined)
    conditions.push(
      sql`r.id <= ${before.runId}::uuid`,
      sql`(a.run_id, a.name) < (${before.runId}::uuid, ${before.name}::text)`,
    );
  const backwards = before !== undefined && beyond === undefined;
  const direction = backwards ? sql`desc` : sql`asc`;
  const { rows } = await sql<AnswerOfRun>`
    select a.run_id as "runId", r.account_id as "accountId", r.msisdn, ${isOfSensitiveApp} as sensitive,
      array(select n.value #>> '{}' from flow_answers n where n.run_id = r.id and n.kind = 'phone' and n.value is not null) as numbers,
      a.name, a.block, a.kind, a.asked_at as "askedAt", a.answered_at as "answeredAt", a.channel, a.language, a.value, a.label, a.raw
    from flow_answers a join flow_runs r on r.id = a.run_id
    where ${sql.join(conditions, sql` and `)}
    order by a.run_id ${direction}, a.name ${direction} limit ${limit}`.execute(db);
  return backwards ? rows.reverse() : rows;
}
