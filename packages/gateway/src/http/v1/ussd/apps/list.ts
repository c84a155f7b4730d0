import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { listUssdApps } from '#store/admin/ussd-apps.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { AppSummary, appExample, summaryOf } from './app-body.ts';

const access: Access = { auth: 'key', scope: 'ussd:read', rateClass: 'read', bodyLimit: 1024 };

const AppList = Type.Object(
  { items: Type.Array(AppSummary) },
  { additionalProperties: false, title: 'UssdAppList' },
);

const { settings: _, ...example } = appExample;
const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'listUssdApps',
  summary: 'List your USSD applications',
  description: 'Without their settings, which are read one by one.',
  example: { answer: { items: [example] } },
};

/** `GET /api/v1/ussd/apps` */
export function listUssdAppsRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get(
    '/api/v1/ussd/apps',
    { config: { access, api }, schema: { response: { 200: AppList } } },
    async (request) => {
      const rows = await listUssdApps(deps.pool, callerOf(request).account.id);
      return { items: rows.map(summaryOf) };
    },
  );
}
