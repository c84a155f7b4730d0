import type { ReadQueries } from '#store/read-queries.ts';
import type { ResponseFilter } from '#store/results/chosen-runs.ts';
import { findResultFlow, type ResultFlow } from '#store/results/flow-versions.ts';
import { findResultSurvey, type ResultSurvey } from '#store/results/result-surveys.ts';

/** Responses that somebody asks for. */
export type Chosen = {
  readonly flow: ResultFlow;
  /** Null for those of all surveys, and of none. */
  readonly survey: ResultSurvey | null;
  readonly filter: ResponseFilter;
};

/** Which responses of a flow are wished for: undefined asks for all. */
type Wish = Omit<ResponseFilter, 'accountId' | 'flowId' | 'surveyId'> & {
  /** The name of one. */
  readonly survey?: string | undefined;
};

/** @returns what is missing where the account has published no flow of this name, or the flow has no such survey */
export async function chooseResponses(
  db: ReadQueries,
  accountId: number,
  name: string,
  { survey: surveyName, ...wish }: Wish,
): Promise<Chosen | 'no flow' | 'no survey'> {
  const flow = await findResultFlow(db, accountId, name);
  if (flow === undefined) return 'no flow';
  const survey = surveyName === undefined ? null : await findResultSurvey(db, flow, surveyName);
  if (survey === undefined) return 'no survey';
  return { flow, survey, filter: { ...wish, accountId, flowId: flow.id, surveyId: survey?.id } };
}
