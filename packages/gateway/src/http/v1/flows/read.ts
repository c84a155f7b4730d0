import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { readFlowDocument } from '#store/admin/flows.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../schemas.ts';
import { answerDocument } from './answer-document.ts';
import { FlowDocument, FlowParams, flowAnswersSay, flowExample } from './flow-body.ts';

const access: Access = { auth: 'key', scope: 'flows:read', rateClass: 'read', bodyLimit: 1024 };

const api: ApiDoc = {
  tag: 'Flows',
  operationId: 'readFlow',
  summary: 'Read the newest version of a flow',
  description: 'The document as it was written. `ETag` is its version.',
  answers: { 200: FlowDocument, 404: Problem },
  answersSay: flowAnswersSay,
  example: { answer: flowExample },
};

/** `GET /api/v1/flows/:name` */
export function readFlowRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Params: Static<typeof FlowParams> }>(
    '/api/v1/flows/:name',
    { config: { access, api }, schema: { params: FlowParams } },
    async (request, reply) => {
      const { account } = callerOf(request);
      return answerDocument(reply, await readFlowDocument(deps.pool, account.id, request.params.name, null));
    },
  );
}
