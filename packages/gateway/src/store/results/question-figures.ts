import { type RawBuilder, sql } from 'kysely';
import type { ReadQueries } from '../read-queries.ts';
import { chosenRuns, hasReached, isComplete, type ResponseFilter } from './chosen-runs.ts';

/** What became of a question, over all responses in which it was put. */
export type QuestionCounts = {
  readonly name: string;
  readonly kind: string;
  readonly put: number;
  readonly answered: number;
  /** Responses that ended unfinished with this question still unanswered: nothing was put after it. */
  readonly left: number;
  /** Open responses that stand at this question. */
  readonly waiting: number;
  /** Seconds from putting the question to its answer; null where nobody answered. */
  readonly medianSeconds: number | null;
};

/** How often a value was given. */
export type ValueCount = { readonly name: string; readonly value: string; readonly count: number };

/** Figures of what was entered as a number; of dates in days since 1970-01-01. */
export type NumberFigures = {
  readonly name: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** First quartile, median, third quartile, as spreadsheets work them out (inclusive). */
  readonly quartiles: readonly [number, number, number];
};

/** A text as it was answered. */
export type TextAnswer = { readonly name: string; readonly at: Date; readonly text: string };

/** Values of one question that are told: the most frequent. A question has 50 options, and its older versions may have had others. */
const MOST_VALUES = 1000;

/** A day as PostgreSQL reads it: its calendar has no year 0. */
const aDay = '^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$';

/** Questions with what became of them, in the order in which they are first put. */
export async function countQuestions(db: ReadQueries, filter: ResponseFilter): Promise<QuestionCounts[]> {
  const { rows } = await sql<QuestionCounts>`
    with chosen as materialized (
      select r.id, ${isComplete} as complete, r.status = 'over' as over from flow_runs r where ${chosenRuns(filter)} and ${hasReached}
    ), put as (
      select a.name, min(a.kind) as kind, min(a.position) as position, count(*)::int as put, count(a.answered_at)::int as answered,
        percentile_cont(0.5) within group (order by extract(epoch from a.answered_at - a.asked_at)::float8)
          filter (where a.answered_at is not null) as seconds
      from flow_answers a join chosen c on c.id = a.run_id where a.kind <> 'set' group by a.name
    ), last as (
      select distinct on (a.run_id) a.name, a.answered_at, c.over
      from flow_answers a join chosen c on c.id = a.run_id where not c.complete and a.kind <> 'set'
      order by a.run_id, a.asked_at desc, a.position desc
    ), stood as (
      select name, (count(*) filter (where over))::int as left, (count(*) filter (where not over))::int as waiting
      from last where answered_at is null group by name
    )
    select name, kind, put, answered, coalesce(stood.left, 0) as left, coalesce(waiting, 0) as waiting,
      seconds as "medianSeconds"
    from put left join stood using (name) order by position, name`.execute(db);
  return rows;
}

/** Counts of the values of questions with choices, each choice of several by itself. */
export async function countValues(db: ReadQueries, filter: ResponseFilter): Promise<ValueCount[]> {
  const { rows } = await sql<ValueCount>`
    select name, value, count from (
      select a.name, v.value, count(*)::int as count,
        row_number() over (partition by a.name order by count(*) desc, v.value) as place
      from ${answersIn(filter, ['choice', 'choices', 'nps', 'consent'])},
        lateral jsonb_array_elements_text(case when jsonb_typeof(a.value) = 'array' then a.value else jsonb_build_array(a.value) end) as v (value)
      group by a.name, v.value
    ) as given where place <= ${MOST_VALUES} order by name, place`.execute(db);
  return rows;
}

/** Figures of questions for numbers and for dates. */
export async function figureNumbers(db: ReadQueries, filter: ResponseFilter): Promise<NumberFigures[]> {
  const { rows } = await sql<NumberFigures>`
    with entered as (
      select a.name, case a.kind when 'date' then ((a.value #>> '{}')::date - date '1970-01-01')::float8
        else (a.value #>> '{}')::float8 end as n
      from ${answersIn(filter, ['number', 'date'])}
      where case a.kind when 'date' then a.value #>> '{}' ~ ${aDay} else jsonb_typeof(a.value) = 'number' end
    )
    select name, count(*)::int as count, min(n) as min, max(n) as max, avg(n) as mean,
      percentile_cont(array[0.25, 0.5, 0.75]) within group (order by n) as quartiles
    from entered group by name`.execute(db);
  return rows;
}

/** The newest answers to questions for a text. @param most of each question */
export async function newestTexts(
  db: ReadQueries,
  filter: ResponseFilter,
  most: number,
): Promise<TextAnswer[]> {
  const { rows } = await sql<TextAnswer>`
    select name, at, text from (
      select a.name, a.answered_at as at, a.value #>> '{}' as text,
        row_number() over (partition by a.name order by a.answered_at desc, a.run_id desc) as place
      from ${answersIn(filter, ['text'])}
    ) as newest where place <= ${most} order by name, place`.execute(db);
  return rows;
}

/** Names that were answered, with their kind, in the order in which they come: also those that no document knows any more. */
export async function answeredNames(
  db: ReadQueries,
  filter: ResponseFilter,
): Promise<{ name: string; kind: string; block: string }[]> {
  const { rows } = await sql<{ name: string; kind: string; block: string }>`
    select a.name, min(a.kind) as kind, min(a.block) as block
    from flow_answers a join flow_runs r on r.id = a.run_id
    where ${chosenRuns(filter)} and a.value is not null
    group by a.name order by min(a.position), a.name limit 500`.execute(db);
  return rows;
}

/** Given answers to questions of these kinds, `a`. */
function answersIn(filter: ResponseFilter, kinds: readonly string[]): RawBuilder<unknown> {
  return sql`(
    select a.run_id, a.name, a.kind, a.value, a.answered_at from flow_answers a join flow_runs r on r.id = a.run_id
    where ${chosenRuns(filter)} and a.kind in (${sql.join(kinds)}) and a.answered_at is not null and a.value is not null
  ) as a`;
}
