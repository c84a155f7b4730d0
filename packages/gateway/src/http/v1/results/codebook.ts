import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { codebook } from '#results/codebook.ts';
import { readQuestions } from '#results/read-questions.ts';
import { writeCsv } from '#results/write-csv.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import { inTime } from '../in-time.ts';
import { Problem } from '../schemas.ts';
import { answerFile } from './answer-file.ts';
import { chosenBy } from './chosen-by.ts';
import { FlowName, languageQuery, noSuchFlow } from './response-query.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  { in: languageQuery, mark: Type.Optional(Type.Boolean({ default: false })) },
  { additionalProperties: false },
);

const api: ApiDoc = {
  tag: 'Results',
  operationId: 'exportCodebook',
  summary: 'Export what the columns of results mean',
  description: 'CSV: a row for each column, and for each choice of a question with choices.',
  answers: { 200: Type.String({ description: 'The file.' }), 404: Problem },
  answersSay: noSuchFlow,
  answerType: 'text/csv',
};

/** `GET /api/v1/flows/:name/results/codebook.csv` */
export function codebookRoute(app: FastifyInstance, db: ReadQueries): void {
  app.get<{ Params: Static<typeof FlowName>; Querystring: Static<typeof Query> }>(
    '/api/v1/flows/:name/results/codebook.csv',
    { config: { access, api }, schema: { params: FlowName, querystring: Query } },
    async (request, reply) => {
      const { mark = false } = request.query;
      const chosen = await chosenBy(db, callerOf(request), request.params.name, {});
      const { questions, languages } = await inTime(
        readQuestions(db, chosen, request.query.in),
        'results.xlsx has the codebook of a span of time, by from and to',
      );
      const pieces = writeCsv(codebook(questions, languages), { mark });
      return answerFile(reply, 'csv', `${chosen.flow.name}-codebook`, pieces);
    },
  );
}
