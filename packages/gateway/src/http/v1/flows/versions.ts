import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { listFlowVersions, readFlowDocument, readFlowRow } from '#store/admin/flows.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { readRowId } from '../read-row-id.ts';
import { nextCursor, Problem, pageQuery } from '../schemas.ts';
import { answerDocument } from './answer-document.ts';
import {
  FlowDocument,
  FlowParams,
  FlowVersion,
  flowAnswersSay,
  flowExample,
  versionExample,
  versionOf,
} from './flow-body.ts';

const access: Access = { auth: 'key', scope: 'flows:read', rateClass: 'read', bodyLimit: 1024 };

const Query = Type.Object(
  {
    limit: Type.Optional(pageQuery.limit),
    cursor: Type.Optional(
      Type.String({ pattern: '^[1-9]\\d{0,8}$', description: '`nextCursor` of the page before.' }),
    ),
  },
  { additionalProperties: false },
);

const FlowVersionPage = Type.Object(
  { items: Type.Array(FlowVersion), nextCursor },
  { additionalProperties: false, title: 'FlowVersionPage' },
);

const listDoc: ApiDoc = {
  tag: 'Flows',
  operationId: 'listFlowVersions',
  summary: 'List the versions of a flow',
  description:
    'The newest first. Published versions never change and are never removed. Follow `nextCursor` until it is null.',
  answersSay: flowAnswersSay,
  example: { answer: { items: [versionExample], nextCursor: null } },
};

/** `GET /api/v1/flows/:name/versions` */
export function listFlowVersionsRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Params: Static<typeof FlowParams>; Querystring: Static<typeof Query> }>(
    '/api/v1/flows/:name/versions',
    {
      config: { access, api: listDoc },
      schema: {
        params: FlowParams,
        querystring: Query,
        response: { 200: FlowVersionPage, 404: Problem, 422: Problem },
      },
    },
    async (request) => {
      const flow = await readFlowRow(deps.pool, callerOf(request).account.id, request.params.name);
      if (flow === undefined) throw new HttpError(404, 'There is no flow of this name.');
      const { limit = 50, cursor } = request.query;
      const page = { before: cursor === undefined ? undefined : Number(cursor), limit: limit + 1 };
      const rows = await listFlowVersions(deps.pool, flow.id, page);
      const items = rows.slice(0, limit).map(versionOf);
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.version) : null };
    },
  );
}

const VersionParams = Type.Object({
  ...FlowParams.properties,
  version: Type.String({ examples: ['1'], description: 'Its number.' }),
});

const readDoc: ApiDoc = {
  tag: 'Flows',
  operationId: 'readFlowVersion',
  summary: 'Read a version of a flow',
  description: 'The document as it was written.',
  answers: { 200: FlowDocument, 404: Problem },
  answersSay: flowAnswersSay,
  example: { answer: flowExample },
};

/** `GET /api/v1/flows/:name/versions/:version` */
export function readFlowVersionRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Params: Static<typeof VersionParams> }>(
    '/api/v1/flows/:name/versions/:version',
    { config: { access, api: readDoc }, schema: { params: VersionParams } },
    async (request, reply) => {
      const { account } = callerOf(request);
      const { name, version } = request.params;
      const number = readRowId(version);
      const found = number === null ? undefined : await readFlowDocument(deps.pool, account.id, name, number);
      return answerDocument(reply, found);
    },
  );
}
