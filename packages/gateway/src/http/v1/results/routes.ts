import type { FastifyInstance } from 'fastify';
import type { ReadQueries } from '#store/read-queries.ts';
import type { HttpDeps } from '../../deps.ts';
import { codebookRoute } from './codebook.ts';
import { resultsFileRoutes } from './file.ts';
import { listResponsesRoute } from './list.ts';
import { readResponseRoute } from './read.ts';
import { summariseResultsRoute } from './summary.ts';

/** Everything of v1 that tells what was answered, in the order of the reference. */
export function resultRoutes(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  listResponsesRoute(app, deps, db);
  readResponseRoute(app, deps, db);
  summariseResultsRoute(app, deps, db);
  resultsFileRoutes(app, deps, db);
  codebookRoute(app, db);
}
