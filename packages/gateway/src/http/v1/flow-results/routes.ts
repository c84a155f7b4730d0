import type { FastifyInstance } from 'fastify';
import type { ReadQueries } from '#store/read-queries.ts';
import type { HttpDeps } from '../../deps.ts';
import { packageRoutes } from './packages.ts';
import { packageResponsesRoute } from './responses.ts';

/** FLOIP Flow Results: what tools of other makers read results by. */
export function flowResultRoutes(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  packageRoutes(app, deps, db);
  packageResponsesRoute(app, deps, db);
}
