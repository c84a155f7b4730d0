import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import { type Chosen, chooseResponses } from '#results/choose-responses.ts';
import type { Sight } from '#results/see-numbers.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import type { Caller } from '../../access.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { readTime } from '../read-time.ts';
import { WrongField } from '../wrong-field.ts';
import { mayKnowNumbers, maySee } from './may-see.ts';
import type { FilterQuery } from './response-query.ts';

/**
 * Responses that a request asks for, of a flow of the caller.
 * @throws HttpError 404 where the caller has no such flow, 403 where a number is asked about that the caller may not see
 * @throws WrongField for a survey that is not one of the flow
 */
export async function chosenBy(
  db: ReadQueries,
  caller: Caller,
  name: string,
  query: FilterQuery,
): Promise<Chosen> {
  const { account } = caller;
  const { survey, channel, language, status, outcome, msisdn } = query;
  const chosen = await chooseResponses(db, account.id, storable(name), {
    survey: survey && storable(survey),
    channel,
    language: language && storable(language),
    status,
    outcome,
    from: readTime(query, 'from'),
    until: readTime(query, 'to'),
    msisdn: msisdn && (normaliseMsisdn(msisdn, account.defaultCountry, true) ?? storable(msisdn)),
  });
  if (chosen === 'no flow')
    throw new HttpError(404, 'There is no published flow with this name in your account.');
  if (chosen === 'no survey') throw new WrongField('survey', 'is not the name of a survey of this flow');
  const surveyShows = chosen.survey?.showNumbers === true && !chosen.flow.sensitive;
  if (msisdn !== undefined && !mayKnowNumbers(caller, surveyShows))
    throw new HttpError(
      403,
      'Only who may see numbers may ask by number: a key with the scope admin, or, unless the flow is sensitive, for a survey that shows numbers.',
    );
  return chosen;
}

/** @throws HttpError 403 where numbers are asked for that the caller may not see */
export function sightOf(deps: HttpDeps, caller: Caller, { flow, survey }: Chosen, numbers = false): Sight {
  if (numbers) maySee(caller, { isSensitive: flow.sensitive, surveyShows: survey?.showNumbers === true });
  return { numbers, pseudonyms: deps.pseudonymiser };
}
