import type { FastifyInstance } from 'fastify';
import type { HttpDeps } from '../deps.ts';
import { answerError } from './answer-error.ts';
import { checkbalanceRoute } from './checkbalance.ts';
import { sendbatchRoute } from './sendbatch.ts';
import { sendsmsRoute } from './sendsms.ts';

/** The wire-compatible messaging API. Bodies arrive as bytes, because the key is judged before the body. */
export function messagingRoutes(app: FastifyInstance, deps: HttpDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, deps));
  sendsmsRoute(app, deps);
  sendbatchRoute(app, deps);
  checkbalanceRoute(app, deps);
}
