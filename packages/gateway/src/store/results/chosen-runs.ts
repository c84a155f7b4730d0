import type { Channel } from '@ujumbe/flows';
import { type RawBuilder, sql } from 'kysely';
import type { RunOutcome } from '../flow-runs.ts';

/** A response that is complete ended as its flow meant it to. All others are partial. */
const completeOutcomes = ['completed', 'declined', 'ineligible'] as const satisfies RunOutcome[];

/** Which responses of a flow are meant; undefined asks for all. Times are milliseconds since the epoch. */
export type ResponseFilter = {
  readonly accountId: number;
  readonly flowId: number;
  readonly surveyId?: number | undefined;
  readonly channel?: Channel | undefined;
  /** The language it was given in. */
  readonly language?: string | undefined;
  readonly status?: 'partial' | 'complete' | undefined;
  readonly outcome?: RunOutcome | undefined;
  /** Begun at or after. */
  readonly from?: number | undefined;
  /** Begun before. */
  readonly until?: number | undefined;
  readonly msisdn?: string | undefined;
};

/** Whether a run, `r`, is a complete response: in SQL, and as part of a query. */
export const completeSql = `(r.outcome is not null and r.outcome in ('${completeOutcomes.join("','")}'))`;
export const isComplete: RawBuilder<boolean> = sql.raw(completeSql);

/** Whether a run, `r`, was dialled at an application that is sensitive. */
export const isOfSensitiveApp: RawBuilder<boolean> = sql`exists (select from sensitive_apps s where s.id = r.app_id)`;

/** Whether anything of a run, `r`, has reached its person: a first SMS that was refused, as after STOP, has asked nobody. */
export const hasReached: RawBuilder<boolean> = sql`(r.channel = 'ussd' or r.first_message_id is not null)`;

/** The condition on runs, `r`. A run that still waits for its turn is no response yet. */
export function chosenRuns(filter: ResponseFilter): RawBuilder<boolean> {
  const { accountId, flowId, surveyId, channel, language, status, outcome, from, until, msisdn } = filter;
  const conditions: RawBuilder<boolean>[] = [
    sql`r.flow_id = ${flowId}`,
    sql`r.account_id = ${accountId}`,
    sql`r.status <> 'queued'`,
  ];
  if (surveyId !== undefined) conditions.push(sql`r.survey_id = ${surveyId}`);
  if (channel !== undefined) conditions.push(sql`r.channel = ${channel}`);
  if (language !== undefined) conditions.push(sql`r.language = ${language}`);
  if (status !== undefined) conditions.push(sql`${isComplete} = ${status === 'complete'}`);
  if (outcome !== undefined) conditions.push(sql`r.outcome = ${outcome}`);
  if (from !== undefined) conditions.push(sql`r.started_at >= ${new Date(from)}`);
  if (until !== undefined) conditions.push(sql`r.started_at < ${new Date(until)}`);
  if (msisdn !== undefined) conditions.push(sql`r.msisdn = ${msisdn}`);
  return sql.join(conditions, sql` and `);
}
