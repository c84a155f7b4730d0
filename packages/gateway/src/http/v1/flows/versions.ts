import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { listFlowVersions, readFlowDocument, readFlowRow } from '#store/admin/flows.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { readRowId } from '../read-row-id.ts';
import { Problem } from '../schemas.ts';
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

const FlowVersionList = Type.Object(
  { items: Type.Array(FlowVersion) },
  { additionalProperties: false, title: 'FlowVersionList' },
);

const listDoc: ApiDoc = {
  tag: 'Flows',
  operationId: 'listFlowVersions',
  summary: 'List the versions of a flow',
  description: 'The newest first. Published versions never change and are never removed.',
  answersSay: flowAnswersSay,
  example: { answer: { items: [versionExample] } },
};

/** `GET /api/v1/flows/:name/versions` */
export function listFlowVersionsRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Params: Static<typeof FlowParams> }>(
    '/api/v1/flows/:name/versions',
    {
      config: { access, api: listDoc },
      schema: { params: FlowParams, response: { 200: FlowVersionList, 404: Problem } },
    },
    async (request) => {
      const flow = await readFlowRow(deps.pool, callerOf(request).account.id, request.params.name);
      if (flow === undefined) throw new HttpError(404, 'There is no flow of this name.');
      return { items: (await listFlowVersions(deps.pool, flow.id)).map(versionOf) };
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
