import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import type { Access } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { Problem } from '../../schemas.ts';
import { App, AppParams, appBody, appExample } from './app-body.ts';
import { ownApp } from './own-app.ts';

const access: Access = { auth: 'key', scope: 'ussd:read', rateClass: 'read', bodyLimit: 1024 };

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'readUssdApp',
  summary: 'Read a USSD application with its settings',
  description: "Values of headers and of a script's variables may be secrets and are never read back.",
  example: { answer: appExample },
};

/** `GET /api/v1/ussd/apps/:id` */
export function readUssdAppRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Params: Static<typeof AppParams> }>(
    '/api/v1/ussd/apps/:id',
    { config: { access, api }, schema: { params: AppParams, response: { 200: App, 404: Problem } } },
    async (request) => appBody(await ownApp(request, deps)),
  );
}
