import type { FastifyInstance } from 'fastify';
import type { ReadQueries } from '#store/read-queries.ts';
import type { HttpDeps } from '../../deps.ts';
import { listContactRequestsRoute } from './list.ts';
import { takeContactRequestRoute } from './take.ts';

export function contactRequestRoutes(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  listContactRequestsRoute(app, deps, db);
  takeContactRequestRoute(app, deps, db);
}
