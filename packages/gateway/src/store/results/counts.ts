import { sql } from 'kysely';
import type { ReadQueries } from '../read-queries.ts';
import { chosenRuns, hasReached, isComplete, type ResponseFilter } from './chosen-runs.ts';

export type PeriodUnit = 'day' | 'week' | 'month';

/** How many responses there are of one kind. */
export type Tally = {
  readonly started: number;
  /** A question was put to the person. */
  readonly asked: number;
  /** At least one question was answered. */
  readonly answered: number;
  readonly complete: number;
};

/** A count by one aspect; `of` is null for an open response, by outcome. */
export type CountRow = Tally & {
  readonly by: 'outcome' | 'channel' | 'language' | 'period';
  readonly of: string | null;
};

/**
 * Counts responses by outcome, by channel, by language and by the period they began in, in one reading of the rows.
 * @param zone IANA name; days, weeks (from Monday) and months are those of its calendar. @returns periods as `YYYY-MM-DD`
 */
export async function countResponses(
  db: ReadQueries,
  filter: ResponseFilter,
  { unit, zone }: { readonly unit: PeriodUnit; readonly zone: string },
): Promise<CountRow[]> {
  const { rows } = await sql<CountRow>`
    with chosen as (
      select r.id, r.outcome, r.channel, r.language, ${isComplete} as complete, ${hasReached} as reached,
        to_char(date_trunc(${unit}::text, r.started_at at time zone ${zone}::text), 'YYYY-MM-DD') as period
      from flow_runs r where ${chosenRuns(filter)}
    ), seen as (
      select run_id, bool_or(answered_at is not null) as answered
      from flow_answers where kind <> 'set' and run_id in (select id from chosen where reached) group by run_id
    )
    select case when grouping(outcome) = 0 then 'outcome' when grouping(channel) = 0 then 'channel'
        when grouping(language) = 0 then 'language' else 'period' end as by,
      coalesce(outcome, channel, language, period) as of,
      count(*)::int as started, count(run_id)::int as asked,
      (count(*) filter (where answered))::int as answered, (count(*) filter (where complete))::int as complete
    from chosen left join seen on run_id = id
    group by grouping sets ((outcome), (channel), (language), (period))
    order by 1, 2`.execute(db);
  return rows;
}
