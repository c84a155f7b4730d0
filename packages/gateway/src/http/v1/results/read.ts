import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { isId } from '#core/ids.ts';
import { answerRecord, responseRecord } from '#results/response-record.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { findResultFlow } from '#store/results/flow-versions.ts';
import { findResponse } from '#store/results/responses.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { Problem } from '../schemas.ts';
import { maySee } from './may-see.ts';
import { ResponseWithAnswers, responseExample } from './response-body.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'read', bodyLimit: 1024 };

const Params = Type.Object({ id: Type.String({ description: 'The id of the response.' }) });
const Query = Type.Object(
  {
    numbers: Type.Optional(
      Type.Boolean({
        description:
          'The number instead of the pseudonym. Needs the scope `admin`, or a survey that shows numbers. Never for a sensitive flow.',
      }),
    ),
  },
  { additionalProperties: false },
);

const api: ApiDoc = {
  tag: 'Results',
  operationId: 'readResponse',
  summary: 'Read a response with its answers',
  description: 'In the order in which the questions were put, each with its label and as it was typed.',
  example: {
    answer: {
      ...responseExample,
      answers: [
        {
          question: 'again',
          kind: 'nps',
          value: 9,
          label: '',
          entered: '9',
          channel: 'sms',
          language: 'sw',
          askedAt: '2026-11-21T16:30:00.335Z',
          answeredAt: '2026-11-21T16:33:01.220Z',
        },
      ],
    },
  },
};

/** `GET /api/v1/responses/:id` */
export function readResponseRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Params: Static<typeof Params>; Querystring: Static<typeof Query> }>(
    '/api/v1/responses/:id',
    {
      config: { access, api },
      schema: { params: Params, querystring: Query, response: { 200: ResponseWithAnswers, 404: Problem } },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const row = isId(id) ? await findResponse(db, caller.account.id, id) : undefined;
      if (row === undefined) throw new HttpError(404, 'There is no response with this id.');
      const { numbers = false } = request.query;
      if (numbers) {
        const flow = await findResultFlow(db, row.accountId, row.flow);
        maySee(caller, { isSensitive: flow?.sensitive !== false, surveyShows: row.showNumbers });
      }
      const sight = { numbers, pseudonyms: deps.pseudonymiser };
      return {
        ...responseRecord(row, sight),
        answers: row.answers.map((answer) => answerRecord(row, answer, sight)),
      };
    },
  );
}
