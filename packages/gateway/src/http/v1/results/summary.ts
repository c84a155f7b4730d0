import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { readFigures } from '#results/read-figures.ts';
import { readQuestions } from '#results/read-questions.ts';
import { summarise } from '#results/summarise.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { inTime, shorterSpan } from '../in-time.ts';
import { Problem } from '../schemas.ts';
import { chosenBy } from './chosen-by.ts';
import { FlowName, filterQuery, languageQuery, noSuchFlow } from './response-query.ts';
import { ResultSummary, summaryExample } from './summary-body.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  {
    ...filterQuery,
    in: languageQuery,
    per: Type.Optional(
      Type.Enum(['day', 'week', 'month'], {
        default: 'day',
        description: 'Length of the periods; weeks begin on Monday.',
      }),
    ),
    texts: Type.Optional(
      Type.Boolean({ default: false, description: 'The newest answers to questions for a text as well.' }),
    ),
    smallestCell: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        default: 0,
        description:
          'Counts below it, but for 0, are not told, so that nobody is recognised by a rare answer.',
      }),
    ),
  },
  { additionalProperties: false },
);

const api: ApiDoc = {
  tag: 'Results',
  operationId: 'summariseResults',
  summary: 'Sum up the results of a flow',
  description:
    'How many responses there are, what was answered to each question, where people leave, and how that differs by channel, language and time. Counts are of responses, not of people. What takes more than 5 seconds to count is ended with 422: give a shorter span.',
  answersSay: noSuchFlow,
  example: { answer: summaryExample },
};

/** `GET /api/v1/flows/:name/results` */
export function summariseResultsRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Params: Static<typeof FlowName>; Querystring: Static<typeof Query> }>(
    '/api/v1/flows/:name/results',
    {
      config: { access, api },
      schema: {
        params: FlowName,
        querystring: Query,
        response: { 200: ResultSummary, 404: Problem, 422: Problem },
      },
    },
    async (request) => {
      const { per = 'day', texts = false, smallestCell = 0 } = request.query;
      const chosen = await chosenBy(db, callerOf(request), request.params.name, request.query);
      const { flow, filter } = chosen;
      const zone = deps.settings.timeZone;
      const mayTell = texts && !flow.sensitive;
      const figures = await inTime(
        readFigures(db, filter, { unit: per, zone, texts: mayTell }),
        shorterSpan('from', 'to'),
      );
      const asked = readQuestions(db, chosen, request.query.in);
      const { questions, languages, version } = await inTime(asked, shorterSpan('from', 'to'));
      const summary = summarise(questions, figures, { languages, smallestCell });
      return { flow: flow.name, version, zone, ...summary };
    },
  );
}
