import { limits } from '@ujumbe/flows';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { DocumentChecks } from '#flow-runs/checks/document-checks.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import { readJsonText } from '../../read-json.ts';
import { FlowDocument, FlowFinding, flowExample } from './flow-body.ts';

const access: Access = {
  auth: 'key',
  scope: 'flows:read',
  rateClass: 'read',
  bodyLimit: limits.documentOctets,
};

const FlowFindings = Type.Object(
  {
    publishable: Type.Boolean({ description: 'Whether there is no error among the findings.' }),
    findings: Type.Array(FlowFinding),
  },
  { additionalProperties: false, title: 'FlowFindings' },
);

const api: ApiDoc = {
  tag: 'Flows',
  operationId: 'checkFlow',
  summary: 'Check a flow without publishing it',
  description:
    'Says what publishing it would say, and changes nothing. The flows it calls are the published ones.',
  body: FlowDocument,
  example: { body: flowExample, answer: { publishable: true, findings: [] } },
};

/** `POST /api/v1/flows/check` */
export function checkFlowRoute(app: FastifyInstance, checks: DocumentChecks): void {
  app.post(
    '/api/v1/flows/check',
    { config: { access, api }, schema: { response: { 200: FlowFindings } } },
    async (request) => {
      const text = readJsonText(request.body, request.headers['content-type']);
      const { flow, findings } = await checks.check(callerOf(request).account.id, text);
      return { publishable: flow !== null, findings };
    },
  );
}
