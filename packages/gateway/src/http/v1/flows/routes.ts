import type { FastifyInstance } from 'fastify';
import { DocumentChecks } from '#flow-runs/checks/document-checks.ts';
import type { HttpDeps } from '../../deps.ts';
import { checkFlowRoute } from './check.ts';
import { listFlowsRoute } from './list.ts';
import { publishFlowRoute } from './publish.ts';
import { readFlowRoute } from './read.ts';
import { listFlowVersionsRoute, readFlowVersionRoute } from './versions.ts';

/**
 * Everything of v1 that has to do with flows, in the order of the reference. Documents arrive as bytes: what is wrong with
 * one is told by its line, and it is given back as it was written.
 */
export function flowRoutes(app: FastifyInstance, deps: HttpDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const checks = new DocumentChecks(deps);
  app.addHook('onClose', async () => checks.close());
  listFlowsRoute(app, deps);
  checkFlowRoute(app, checks);
  publishFlowRoute(app, deps, checks);
  readFlowRoute(app, deps);
  listFlowVersionsRoute(app, deps);
  readFlowVersionRoute(app, deps);
}
