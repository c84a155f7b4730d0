import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { listFlows } from '#store/admin/flows.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { FlowSummary, summaryExample, summaryOf } from './flow-body.ts';

const access: Access = { auth: 'key', scope: 'flows:read', rateClass: 'read', bodyLimit: 1024 };

const FlowList = Type.Object(
  { items: Type.Array(FlowSummary) },
  { additionalProperties: false, title: 'FlowList' },
);

const api: ApiDoc = {
  tag: 'Flows',
  operationId: 'listFlows',
  summary: 'List your flows',
  description: 'By name, each with its newest version.',
  example: { answer: { items: [summaryExample] } },
};

/** `GET /api/v1/flows` */
export function listFlowsRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get(
    '/api/v1/flows',
    { config: { access, api }, schema: { response: { 200: FlowList } } },
    async (request) => ({
      items: (await listFlows(deps.pool, callerOf(request).account.id)).map(summaryOf),
    }),
  );
}
