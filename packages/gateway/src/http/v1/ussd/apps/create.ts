import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { addUssdApp } from '#store/admin/ussd-apps.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { asConflict } from '../../as-conflict.ts';
import { Problem } from '../../schemas.ts';
import { App, appBody, appExample, appFields, Kind, LooseSettings, Settings } from './app-body.ts';
import { checkFlowOf } from './check-flow.ts';
import { refuseApp } from './refuse-app.ts';

/** A script of 100 KiB, however it is escaped. */
const access: Access = { auth: 'key', scope: 'ussd:write', rateClass: 'send', bodyLimit: 640 * 1024 };

const { name, ...optional } = appFields;
const fields = { name, kind: Kind, ...Type.Partial(Type.Object(optional)).properties };

const NewApp = Type.Object({ ...fields, settings: LooseSettings }, { additionalProperties: false });
const documented = Type.Object(
  { ...fields, settings: Settings },
  { additionalProperties: false, title: 'NewUssdApp' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'createUssdApp',
  summary: 'Make a USSD application',
  description:
    'Codes are led to it by those who run the deployment. Until then it can be tried with the simulator once a code for testers leads to it.',
  body: documented,
  example: {
    body: {
      name: 'Clinic finder',
      kind: 'http',
      language: 'sw',
      settings: { url: 'https://example.com/ussd', headers: { 'X-Secret': 'made-up' } },
    },
    answer: { ...appExample, codes: [] },
  },
};

/** `POST /api/v1/ussd/apps` */
export function createUssdAppRoute(app: FastifyInstance, deps: HttpDeps): void {
  const schema = { body: NewApp, response: { 201: App, 409: Problem, 422: Problem } };
  app.post<{ Body: Static<typeof NewApp> }>(
    '/api/v1/ussd/apps',
    { config: { access, api }, schema },
    async (request, reply) => {
      const { account } = callerOf(request);
      const { kind, settings } = request.body;
      if (refuseApp(reply, request.body)) return reply;
      await checkFlowOf(kind, settings, account.id, deps);
      const made = await addUssdApp(deps.pool, { ...request.body, accountId: account.id }).catch(asConflict);
      await deps.refreshDirectory();
      return reply.code(201).header('location', `/api/v1/ussd/apps/${made.id}`).send(appBody(made));
    },
  );
}
