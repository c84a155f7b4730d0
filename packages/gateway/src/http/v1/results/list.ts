import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { responseRecord } from '#results/response-record.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { readResponses } from '#store/results/responses.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { inTime, shorterSpan } from '../in-time.ts';
import { nextCursor, Problem, pageQuery } from '../schemas.ts';
import { chosenBy, sightOf } from './chosen-by.ts';
import { Response, responseExample } from './response-body.ts';
import { FlowName, filterQuery, noSuchFlow, numbersQuery } from './response-query.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  {
    ...filterQuery,
    numbers: numbersQuery,
    limit: Type.Optional(pageQuery.limit),
    cursor: Type.Optional(pageQuery.cursor),
  },
  { additionalProperties: false },
);

const ResponsePage = Type.Object(
  { items: Type.Array(Response), nextCursor },
  { additionalProperties: false, title: 'FlowResponsePage' },
);

const api: ApiDoc = {
  tag: 'Results',
  operationId: 'listResponses',
  summary: 'List the responses to a flow',
  description:
    'Newest first, each from the moment it began. Conditions are joined by and. Follow `nextCursor` until it is null. For all of them at once take a file: `results.csv`, `results.xlsx` or `results.jsonl`.',
  answersSay: noSuchFlow,
  example: { answer: { items: [responseExample], nextCursor: null } },
};

/** `GET /api/v1/flows/:name/responses` */
export function listResponsesRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Params: Static<typeof FlowName>; Querystring: Static<typeof Query> }>(
    '/api/v1/flows/:name/responses',
    {
      config: { access, api },
      schema: {
        params: FlowName,
        querystring: Query,
        response: { 200: ResponsePage, 404: Problem, 422: Problem },
      },
    },
    async (request) => {
      const { numbers, limit = 50, cursor } = request.query;
      const caller = callerOf(request);
      const chosen = await chosenBy(db, caller, request.params.name, request.query);
      const sight = sightOf(deps, caller, chosen, numbers);
      const page = { order: 'newest', after: cursor, limit: limit + 1 } as const;
      const rows = await inTime(readResponses(db, chosen.filter, page), shorterSpan('from', 'to'));
      const items = rows.slice(0, limit).map((row) => responseRecord(row, sight));
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );
}
