import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { isId } from '#core/ids.ts';
import { storable } from '#core/storable.ts';
import { flowResultRow } from '#results/flow-results.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { type AnswerPlace, readAnswers } from '#store/results/answer-rows.ts';
import type { Access } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { inTime, shorterSpan } from '../in-time.ts';
import { readTime } from '../read-time.ts';
import { Problem } from '../schemas.ts';
import { WrongField } from '../wrong-field.ts';
import { answerJsonApi } from './answer-json-api.ts';
import { addressOf, findPackage } from './find-package.ts';
import { JSON_API, PackageParams, PackageResponses } from './package-body.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const cursor = (description: string) => Type.Optional(Type.String({ maxLength: 110, description }));
const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

const Query = Type.Object(
  {
    'filter[start-timestamp]': time('Answered after.'),
    'filter[end-timestamp]': time('Answered at or before.'),
    // A text: what turns texts into numbers does not find names with brackets.
    'page[size]': Type.Optional(
      Type.String({
        pattern: '^([1-9]\\d{0,2}|[1-4]\\d{3}|5000)$',
        description: 'Rows: 1 to 5000, 1000 where nothing is said.',
      }),
    ),
    'page[afterCursor]': cursor('Rows after the one with this id.'),
    'page[beforeCursor]': cursor('Rows before the one with this id.'),
  },
  { additionalProperties: false },
);
type Query = Static<typeof Query>;

const api: ApiDoc = {
  tag: 'Results',
  operationId: 'listResultPackageResponses',
  summary: 'Read the rows of a Flow Results package (FLOIP)',
  description:
    'A row an answer, response by response in the order in which they began. Contacts are pseudonyms. Follow `links.next` until it is null. An answer that is given later to an older response stands further up: who comes back for what is new asks by `filter[start-timestamp]`.',
  answers: { 200: PackageResponses, 404: Problem, 422: Problem },
  answerType: JSON_API,
};

/** `GET /api/v1/flow-results/packages/:id/responses` */
export function packageResponsesRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Params: Static<typeof PackageParams>; Querystring: Query }>(
    '/api/v1/flow-results/packages/:id/responses',
    { config: { access, api }, schema: { params: PackageParams, querystring: Query } },
    async (request, reply) => {
      const { query } = request;
      const { id } = request.params;
      const flow = await findPackage(deps, db, request, id);
      const size = Number(query['page[size]'] ?? 1000);
      const beyond = placeOf(query, 'page[afterCursor]');
      const before = placeOf(query, 'page[beforeCursor]');
      const isBackwards = before !== undefined && beyond === undefined;
      const search = readAnswers(
        db,
        { accountId: flow.accountId, flowId: flow.id },
        {
          after: readTime(query, 'filter[start-timestamp]'),
          until: readTime(query, 'filter[end-timestamp]'),
          beyond,
          before,
          limit: size + 1,
        },
      );
      const found = await inTime(search, shorterSpan('filter[start-timestamp]', 'filter[end-timestamp]'));
      const isMore = found.length > size;
      const rows = !isMore ? found : isBackwards ? found.slice(1) : found.slice(0, size);
      const sight = { numbers: false, pseudonyms: deps.pseudonymiser };
      const responses = rows.map((row) => flowResultRow(row, sight));
      const to = (name: 'page[afterCursor]' | 'page[beforeCursor]', row: string | undefined) =>
        row === undefined
          ? null
          : pageAddress(request, id, {
              ...query,
              'page[afterCursor]': undefined,
              'page[beforeCursor]': undefined,
              [name]: row,
            });
      const hasNext = isBackwards || isMore;
      const hasPrevious = isBackwards ? isMore : beyond !== undefined;
      const links = {
        self: pageAddress(request, id, query),
        next: hasNext ? to('page[afterCursor]', responses.at(-1)?.[1] ?? query['page[beforeCursor]']) : null,
        previous: hasPrevious
          ? to('page[beforeCursor]', responses[0]?.[1] ?? query['page[afterCursor]'])
          : null,
      };
      const relationships = { descriptor: { links: { self: addressOf(request, id) } }, links };
      const data = { type: 'responses', id, attributes: { responses }, relationships };
      return answerJsonApi(reply, { links, data });
    },
  );
}

/** @throws WrongField for what is no id of a row */
function placeOf(query: Query, name: 'page[afterCursor]' | 'page[beforeCursor]'): AnswerPlace | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const [runId = '', answer = ''] = [text.slice(0, 36), text.slice(37)];
  if (!isId(runId) || text[36] !== '.') throw new WrongField(name, 'is not the id of a row');
  return { runId, name: storable(answer) };
}

type Parameters = Readonly<Record<string, string | undefined>>;

function pageAddress(request: FastifyRequest, id: string, query: Parameters): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  const text = parameters.toString();
  return addressOf(request, id, 'responses') + (text === '' ? '' : `?${text}`);
}
