import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { removeUssdApp } from '#store/admin/ussd-apps.ts';
import type { Access } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { asConflict } from '../../as-conflict.ts';
import { Problem } from '../../schemas.ts';
import { AppParams } from './app-body.ts';
import { ownApp } from './own-app.ts';

const access: Access = { auth: 'key', scope: 'ussd:write', rateClass: 'send', bodyLimit: 1024 };

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'removeUssdApp',
  summary: 'Remove a USSD application',
  description:
    'Refused while a code leads to it. Sessions that are under way end with an apology; what is kept of former ones goes at the next hourly housekeeping.',
  answersSay: { 409: 'Codes still lead to it.' },
};

/** `DELETE /api/v1/ussd/apps/:id` */
export function removeUssdAppRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.delete<{ Params: Static<typeof AppParams> }>(
    '/api/v1/ussd/apps/:id',
    {
      config: { access, api },
      schema: { params: AppParams, response: { 204: Type.Null(), 404: Problem, 409: Problem } },
    },
    async (request, reply) => {
      await removeUssdApp(deps.pool, await ownApp(request, deps)).catch(asConflict);
      await deps.refreshDirectory();
      return reply.code(204).send(null);
    },
  );
}
