import { registerAjvFormats, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify';
import { readQueries } from '#store/read-queries.ts';
import type { HttpDeps } from '../deps.ts';
import { HttpError, toHttpError } from '../http-error.ts';
import { readJson } from '../read-json.ts';
import { readBalanceRoute } from './balance.ts';
import { listCallbacksRoute } from './callbacks/list.ts';
import { replayCallbacksRoute } from './callbacks/replay.ts';
import { listConnectorsRoute } from './connectors/list.ts';
import { switchConnectorRoutes } from './connectors/switch.ts';
import { listConsentsRoute } from './consents/list.ts';
import { contactRequestRoutes } from './contact-requests/routes.ts';
import { flowResultRoutes } from './flow-results/routes.ts';
import { flowRoutes } from './flows/routes.ts';
import { readMessageRoute } from './messages/read.ts';
import { searchMessagesRoute } from './messages/search.ts';
import { sendMessageRoute } from './messages/send.ts';
import { explainPolicyRoute } from './policy/explain.ts';
import { pricePreviewRoute } from './price-preview.ts';
import { answerProblem, sendInvalid } from './problem.ts';
import { listReceivedMessagesRoute } from './received-messages/list.ts';
import { resultRoutes } from './results/routes.ts';
import { surveyRoutes } from './surveys/routes.ts';
import { ussdRoutes } from './ussd/routes.ts';

/** The v1 API: schemas are the documentation and the check; every error is a problem document. */
export function v1Routes(app: FastifyInstance, deps: HttpDeps): void {
  registerAjvFormats();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0 && request.routeOptions.schema?.body === undefined) {
      done(null);
      return;
    }
    try {
      done(null, readJson(body, request.headers['content-type']));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook('preValidation', (request, _reply, done) => {
    const missing = request.body === undefined && request.routeOptions.schema?.body !== undefined;
    done(missing ? new HttpError(400, 'The body is empty.') : undefined);
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    const { validation, validationContext } = error as InvalidRequest;
    if (validation !== undefined) sendInvalid(reply, validation, validationContext ?? 'request');
    else answerProblem(toHttpError(error, request.routeOptions.bodyLimit ?? 0, deps.log), request, reply);
  });
  const db = readQueries(deps.pool);
  sendMessageRoute(app, deps);
  readMessageRoute(app, deps, db);
  searchMessagesRoute(app, deps, db);
  listReceivedMessagesRoute(app, deps, db);
  readBalanceRoute(app, deps);
  pricePreviewRoute(app, deps);
  explainPolicyRoute(app, deps);
  listConsentsRoute(app, deps);
  listCallbacksRoute(app, deps);
  replayCallbacksRoute(app, deps);
  ussdRoutes(app, deps, db);
  app.register(async (room) => flowRoutes(room, deps));
  app.register(async (room) => surveyRoutes(room, deps));
  resultRoutes(app, deps, db);
  flowResultRoutes(app, deps, db);
  contactRequestRoutes(app, deps, db);
  listConnectorsRoute(app, deps);
  switchConnectorRoutes(app, deps);
}

type InvalidRequest = { validation?: FastifySchemaValidationError[]; validationContext?: string };
