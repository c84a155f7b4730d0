import type { Channel, Value } from '@ujumbe/flows';
import { type RawBuilder, sql } from 'kysely';
import type { RunOutcome } from '../flow-runs.ts';
import type { ReadQueries } from '../read-queries.ts';
import { chosenRuns, isComplete, isOfSensitiveApp, type ResponseFilter } from './chosen-runs.ts';

/** One answer of a response. */
export type AnswerRow = {
  name: string;
  block: string;
  /** Of its block. */
  kind: string;
  askedAt: Date;
  answeredAt: Date;
  channel: Channel;
  language: string;
  value: Value;
  /** What the value was called where it was given; empty for what has no label. */
  label: string;
  /** As it was typed. */
  raw: string;
};

/** A run as its results. */
export type ResponseRow = {
  id: string;
  accountId: number;
  flowId: number;
  flow: string;
  version: number;
  surveyId: number | null;
  /** Null for what no survey began, and where it has been removed since. */
  survey: string | null;
  /** Its survey lets numbers be shown. */
  showNumbers: boolean;
  channel: Channel;
  msisdn: string;
  reference: string;
  language: string;
  complete: boolean;
  /** Null while it is open. */
  outcome: RunOutcome | null;
  startedAt: Date;
  endedAt: Date | null;
  /** The USSD application it was dialled at is sensitive. */
  sensitive: boolean;
  answers: AnswerRow[];
  /** That were given as answers. */
  numbers: string[];
};

/** Which of the responses, and how many. */
export type ResponsePage = {
  readonly order: 'newest' | 'oldest';
  /** The last id of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
};

/** A page of responses with what was answered, in the order in which they began. */
export async function readResponses(
  db: ReadQueries,
  filter: ResponseFilter,
  { order, after, limit }: ResponsePage,
): Promise<ResponseRow[]> {
  const beyond = order === 'newest' ? sql`<` : sql`>`;
  const which = after === undefined ? sql`true` : sql`r.id ${beyond} ${after}`;
  return responses(
    db,
    sql`${chosenRuns(filter)} and ${which} order by r.id ${order === 'newest' ? sql`desc` : sql`asc`} limit ${limit}`,
  );
}

/** One response of an account. Another account's is as unknown as one that never was. */
export async function findResponse(
  db: ReadQueries,
  accountId: number,
  id: string,
): Promise<ResponseRow | undefined> {
  const [row] = await responses(
    db,
    sql`r.id = ${id} and r.account_id = ${accountId} and r.status <> 'queued'`,
  );
  return row;
}

/** Every response, oldest first, page by page: as many are in memory as one page has, however many there are. */
export async function* streamResponses(
  db: ReadQueries,
  filter: ResponseFilter,
  pageSize = 500,
): AsyncGenerator<ResponseRow[]> {
  let after: string | undefined;
  for (;;) {
    const page = await readResponses(db, filter, { order: 'oldest', after, limit: pageSize });
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.id;
  }
}

async function responses(db: ReadQueries, which: RawBuilder<unknown>): Promise<ResponseRow[]> {
  const { rows } = await sql<Omit<ResponseRow, 'answers' | 'numbers'>>`
    select r.id, r.account_id as "accountId", r.flow_id as "flowId", f.name as flow, r.version,
      r.survey_id as "surveyId", s.name as survey,
      coalesce(s.show_numbers, false) as "showNumbers", r.channel, r.msisdn, r.reference, r.language,
      ${isComplete} as complete, r.outcome, r.started_at as "startedAt", r.ended_at as "endedAt",
      ${isOfSensitiveApp} as sensitive
    from flow_runs r join flows f on f.id = r.flow_id left join surveys s on s.id = r.survey_id
    where ${which}`.execute(db);
  const answers = await answersOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const given = answers.get(row.id) ?? [];
    const numbers = given.filter(({ kind }) => kind === 'phone').map(({ value }) => String(value));
    return { ...row, answers: given, numbers };
  });
}

async function answersOf(db: ReadQueries, runs: readonly string[]): Promise<Map<string, AnswerRow[]>> {
  if (runs.length === 0) return new Map();
  const { rows } = await sql<AnswerRow & { run: string }>`
    select run_id as run, name, block, kind, asked_at as "askedAt", answered_at as "answeredAt", channel, language,
      value, label, raw
    from flow_answers
    where run_id = any(${runs}::uuid[]) and answered_at is not null and value is not null
    order by run_id, position, name`.execute(db);
  return Map.groupBy(rows, ({ run }) => run);
}
