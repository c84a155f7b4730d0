import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { changeUssdApp } from '#store/admin/ussd-apps.ts';
import type { Access } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { asConflict } from '../../as-conflict.ts';
import { Problem } from '../../schemas.ts';
import { App, AppParams, appBody, appExample, appFields } from './app-body.ts';
import { checkFlowOf } from './check-flow.ts';
import { mergeSettings } from './merge-settings.ts';
import { ownApp } from './own-app.ts';
import { refuseApp } from './refuse-app.ts';

const access: Access = { auth: 'key', scope: 'ussd:write', rateClass: 'send', bodyLimit: 640 * 1024 };

const AppChange = Type.Partial(
  Type.Object({
    ...appFields,
    settings: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Merged into the stored ones; null takes one away. What is sent back as `[hidden]` stays.',
    }),
  }),
  { additionalProperties: false, title: 'UssdAppChange' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'changeUssdApp',
  summary: 'Change a USSD application',
  description: 'Only what is given is changed. Sessions that are under way go on with the change.',
  example: {
    body: { enabled: true, settings: { timeoutSeconds: 5 } },
    answer: { ...appExample, settings: { ...appExample.settings, timeoutSeconds: 5 } },
  },
};

/** `PATCH /api/v1/ussd/apps/:id` */
export function changeUssdAppRoute(app: FastifyInstance, deps: HttpDeps): void {
  const response = { 200: App, 404: Problem, 409: Problem, 422: Problem };
  app.patch<{ Params: Static<typeof AppParams>; Body: Static<typeof AppChange> }>(
    '/api/v1/ussd/apps/:id',
    { config: { access, api }, schema: { params: AppParams, body: AppChange, response } },
    async (request, reply) => {
      const former = await ownApp(request, deps);
      const { name, settings: change } = request.body;
      const settings = mergeSettings(former.settings, change ?? {});
      if (refuseApp(reply, { name, kind: former.kind, settings })) return reply;
      if (change?.flow !== undefined) await checkFlowOf(former.kind, settings, former.accountId, deps);
      const changed = await changeUssdApp(deps.pool, former.id, { ...request.body, settings }).catch(
        asConflict,
      );
      await deps.refreshDirectory();
      return appBody(changed);
    },
  );
}
