import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import { type Question, questionsOf } from '#results/question.ts';
import type { Sight } from '#results/see-numbers.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import type { ResponseFilter } from '#store/results/chosen-runs.ts';
import {
  type FlowVersion,
  findResultFlow,
  isSensitive,
  type ResultFlow,
  readFlowVersions,
} from '#store/results/flow-versions.ts';
import { answeredNames } from '#store/results/question-figures.ts';
import { findResultSurvey, type ResultSurvey } from '#store/results/result-surveys.ts';
import type { Caller } from '../../access.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { WrongField } from '../wrong-field.ts';
import { mayKnowNumbers, maySee } from './may-see.ts';
import type { FilterQuery } from './response-query.ts';

/** Responses that a request asks for, of a flow of the caller. */
export type Chosen = {
  readonly caller: Caller;
  readonly flow: ResultFlow;
  readonly versions: readonly FlowVersion[];
  readonly survey: ResultSurvey | null;
  readonly filter: ResponseFilter;
};

/** @throws HttpError 404 where the caller has no such flow, 403 where a number is asked about that the caller may not see, 422 for a survey that is not one of the flow */
export async function chooseResponses(
  db: ReadQueries,
  caller: Caller,
  name: string,
  query: FilterQuery,
): Promise<Chosen> {
  const { account } = caller;
  const flow = await findResultFlow(db, account.id, storable(name));
  if (flow === undefined)
    throw new HttpError(404, 'There is no published flow with this name in your account.');
  const { channel, status, from, to, msisdn } = query;
  const survey = query.survey === undefined ? null : await findResultSurvey(db, flow, storable(query.survey));
  if (survey === undefined) throw new WrongField('survey', 'is not the name of a survey of this flow');
  const versions = await readFlowVersions(db, flow);
  const surveyShows = survey?.showNumbers === true && !versions.some(isSensitive);
  if (msisdn !== undefined && !mayKnowNumbers(caller, surveyShows))
    throw new HttpError(
      403,
      'Only who may see numbers may ask by number: a key with the scope admin, or, unless the flow is sensitive, for a survey that shows numbers.',
    );
  return {
    caller,
    flow,
    versions,
    survey,
    filter: {
      accountId: account.id,
      flowId: flow.id,
      surveyId: survey?.id,
      channel,
      language: query.language && storable(query.language),
      status,
      outcome: query.outcome && storable(query.outcome),
      from: from === undefined ? undefined : Date.parse(from),
      until: to === undefined ? undefined : Date.parse(to),
      msisdn: msisdn && (normaliseMsisdn(msisdn, account.defaultCountry, true) ?? storable(msisdn)),
    },
  };
}

/** @throws HttpError 403 where numbers are asked for that the caller may not see */
export function sightOf(deps: HttpDeps, { caller, survey, versions }: Chosen, numbers = false): Sight {
  if (numbers) maySee(caller, survey?.showNumbers === true, versions);
  return { numbers, pseudonyms: deps.pseudonymiser };
}

/** Questions in the order of the flow, also those that only old versions had. */
export async function chosenQuestions(db: ReadQueries, { versions, filter }: Chosen): Promise<Question[]> {
  return questionsOf(versions, await answeredNames(db, filter));
}

/** Languages of texts and labels, the one that is asked for first. */
export function languagesOf({ versions }: Chosen, asked: string | undefined): string[] {
  const own = versions[0]?.flow.languages ?? [];
  return asked === undefined ? [...own] : [asked, ...own];
}
