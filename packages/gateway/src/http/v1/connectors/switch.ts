import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Access } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { readRowId } from '../read-row-id.ts';
import { Problem } from '../schemas.ts';
import { Connector, connectorBody } from './list.ts';

/** Connectors belong to the deployment, so no customer's key may switch them. */
const access: Access = { auth: 'key', scope: 'admin', rateClass: 'send', bodyLimit: 1024 };

const Params = Type.Object({ id: Type.String({ description: 'The number of the connector.' }) });

const answersSay = { 404: 'There is no connector with this id.' };

/** `POST /api/v1/connectors/:id/enable` and `…/disable` */
export function switchConnectorRoutes(app: FastifyInstance, deps: HttpDeps): void {
  switchRoute(app, deps, 'enable', {
    tag: 'Connectors',
    operationId: 'enableConnector',
    summary: 'Enable a connector',
    description: 'It binds, or may call us, and what waits for it is sent. Needs the scope `admin`.',
    answersSay,
  });
  switchRoute(app, deps, 'disable', {
    tag: 'Connectors',
    operationId: 'disableConnector',
    summary: 'Disable a connector',
    description:
      'It unbinds, or is refused when it calls; messages take another route or wait. Needs the scope `admin`.',
    answersSay,
  });
}

function switchRoute(app: FastifyInstance, deps: HttpDeps, verb: 'enable' | 'disable', api: ApiDoc): void {
  app.post<{ Params: Static<typeof Params> }>(
    `/api/v1/connectors/:id/${verb}`,
    { config: { access, api }, schema: { params: Params, response: { 200: Connector, 404: Problem } } },
    async (request) => {
      const { connectors, ussdConnectors } = deps.directory();
      const id = readRowId(request.params.id);
      const row = id === null ? undefined : (connectors.get(id) ?? ussdConnectors.get(id));
      const found = row !== undefined && (await deps.setConnectorEnabled(row.id, verb === 'enable'));
      if (!found) throw new HttpError(404, 'There is no connector with this id.');
      return connectorBody(deps, row, verb === 'enable', true);
    },
  );
}
