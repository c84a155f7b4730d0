import type { FastifyInstance } from 'fastify';
import type { ReadQueries } from '#store/read-queries.ts';
import type { HttpDeps } from '../../deps.ts';
import { changeUssdAppRoute } from './apps/change.ts';
import { createUssdAppRoute } from './apps/create.ts';
import { listUssdAppsRoute } from './apps/list.ts';
import { readUssdAppRoute } from './apps/read.ts';
import { removeUssdAppRoute } from './apps/remove.ts';
import { changeUssdCodeRoute } from './codes/change.ts';
import { createUssdCodeRoute } from './codes/create.ts';
import { listUssdCodesRoute } from './codes/list.ts';
import { removeUssdCodeRoute } from './codes/remove.ts';
import { pushUssdSessionRoute } from './sessions/push.ts';
import { readUssdSessionRoute } from './sessions/read.ts';
import { searchUssdSessionsRoute } from './sessions/search.ts';
import { answerUssdRoute } from './simulator/answer.ts';
import { dialUssdRoute } from './simulator/dial.ts';
import { hangUpUssdRoute } from './simulator/hang-up.ts';

/** Everything of v1 that has to do with USSD, in the order of the reference. */
export function ussdRoutes(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  listUssdAppsRoute(app, deps);
  createUssdAppRoute(app, deps);
  readUssdAppRoute(app, deps);
  changeUssdAppRoute(app, deps);
  removeUssdAppRoute(app, deps);
  listUssdCodesRoute(app, deps);
  createUssdCodeRoute(app, deps);
  changeUssdCodeRoute(app, deps);
  removeUssdCodeRoute(app, deps);
  searchUssdSessionsRoute(app, deps, db);
  readUssdSessionRoute(app, db);
  pushUssdSessionRoute(app, deps);
  dialUssdRoute(app, deps);
  answerUssdRoute(app, deps);
  hangUpUssdRoute(app, deps);
}
