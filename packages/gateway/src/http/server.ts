import fastify, { type FastifyInstance } from 'fastify';
import { enforceAccess } from './access.ts';
import { answerClientError } from './client-error.ts';
import type { HttpDeps } from './deps.ts';
import { engagementsRoutes } from './engagements/routes.ts';
import { toHttpError } from './http-error.ts';
import { messagingRoutes } from './messaging/routes.ts';
import { answerAnyError, answerUnknown } from './not-found.ts';
import { collectRoutes } from './openapi/collect-routes.ts';
import { operationsRoutes } from './operations.ts';
import { referenceRoutes } from './reference/routes.ts';
import { ussdFrontRoutes } from './ussd/front.ts';
import { v1Routes } from './v1/routes.ts';

/**
 * Builds the HTTP edge, ready to listen or to be injected into. Wire formats in, wire formats out: it holds no rules.
 * @throws Error when a route does not declare who may call it
 */
export function buildHttpServer(deps: HttpDeps): FastifyInstance {
  const requestTimeout = deps.settings.requestTimeoutMs ?? 15_000;
  const app = fastify({
    logger: false,
    trustProxy: deps.settings.trustProxy.length > 0 ? [...deps.settings.trustProxy] : false,
    connectionTimeout: 30_000,
    requestTimeout,
    maxRequestsPerSocket: 10_000,
    http: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: requestTimeout,
      // Node looks for slow clients this often; its own habit of 30 s would triple their time.
      connectionsCheckingInterval: Math.min(5_000, requestTimeout),
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => {
      answerAnyError(toHttpError(error, 0, deps.log), request, reply, deps);
    },
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  // Rooms that take bodies say how they are read. On unknown paths nothing is read at all.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler((error, request, reply) => {
    const { bodyLimit } = request.routeOptions;
    answerAnyError(toHttpError(error, bodyLimit, deps.log), request, reply, deps);
  });
  if (deps.observe !== undefined) observeAnswers(app, deps.observe);
  enforceAccess(app, deps);
  answerUnknown(app, deps);
  const documented = collectRoutes(app);
  app.register(async (room) => messagingRoutes(room, deps));
  app.register(async (room) => engagementsRoutes(room, deps));
  app.register(async (room) => v1Routes(room, deps));
  app.register(async (room) => ussdFrontRoutes(room, deps));
  app.register(async (room) => operationsRoutes(room, deps));
  app.register(async (room) => referenceRoutes(room, documented));
  return app;
}

function observeAnswers(app: FastifyInstance, observe: NonNullable<HttpDeps['observe']>): void {
  app.addHook('onResponse', (request, reply, done) => {
    observe(request.routeOptions.url ?? 'unknown', reply.raw.statusCode, reply.elapsedTime);
    done();
  });
}
