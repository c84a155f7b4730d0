import { limits } from '@ujumbe/flows';
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import type { DocumentChecks } from '#flow-runs/checks/document-checks.ts';
import { publishFlow } from '#store/admin/flows.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { readJsonText } from '../../read-json.ts';
import { asConflict } from '../as-conflict.ts';
import { Problem } from '../schemas.ts';
import { WrongField } from '../wrong-field.ts';
import {
  FlowDocument,
  FlowParams,
  FlowProblem,
  flowExample,
  PublishedFlow,
  versionExample,
  versionOf,
} from './flow-body.ts';
import { refuseFlow } from './refuse-flow.ts';

const access: Access = {
  auth: 'key',
  scope: 'flows:write',
  rateClass: 'send',
  bodyLimit: limits.documentOctets,
};

const api: ApiDoc = {
  tag: 'Flows',
  operationId: 'publishFlow',
  summary: 'Publish a flow',
  description:
    'The body is the document; its `id` is the name in the path. It is checked first: with errors it is refused, with all findings by their lines. Answers 201 for a new version, and 200 for what the newest version says already, with the same versions of the flows it calls. Who is in the middle of an older version stays in it.',
  body: FlowDocument,
  answersSay: {
    200: 'The newest version says this already.',
    201: 'Published.',
    409: 'The account has 1,000 flows, or this one 10,000 versions.',
  },
  example: {
    body: flowExample,
    answer: { name: 'visit-feedback', ...versionExample, warnings: [] },
  },
};

/** `PUT /api/v1/flows/:name` */
export function publishFlowRoute(app: FastifyInstance, deps: HttpDeps, checks: DocumentChecks): void {
  app.put<{ Params: Static<typeof FlowParams>; Body: unknown }>(
    '/api/v1/flows/:name',
    {
      config: { access, api },
      schema: {
        params: FlowParams,
        response: { 200: PublishedFlow, 201: PublishedFlow, 409: Problem, 422: FlowProblem },
      },
    },
    async (request, reply) => {
      const { account } = callerOf(request);
      const text = readJsonText(request.body, request.headers['content-type']);
      const { flow, findings, calls } = await checks.check(account.id, text);
      if (flow === null) {
        refuseFlow(reply, findings);
        return reply;
      }
      if (flow.id !== request.params.name)
        throw new WrongField('id', `is "${flow.id}", but the path says "${request.params.name}"`);
      const published = await publishFlow(deps.pool, {
        accountId: account.id,
        name: flow.id,
        text,
        calls,
      }).catch(asConflict);
      if (published.isNew) await deps.refreshDirectory();
      return reply
        .code(published.isNew ? 201 : 200)
        .header('location', `/api/v1/flows/${flow.id}/versions/${published.version}`)
        .send({ name: flow.id, ...versionOf(published), warnings: [...findings] });
    },
  );
}
