import type { FastifyInstance } from 'fastify';
import type { HttpDeps } from '../deps.ts';
import { answerError } from '../messaging/answer-error.ts';
import { triggerRoute } from './trigger.ts';

/** The wire-compatible survey API. Bodies and errors are those of the messaging API. */
export function engagementsRoutes(app: FastifyInstance, deps: HttpDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, deps));
  triggerRoute(app, deps);
}
