import type { FastifyInstance } from 'fastify';
import type { HttpDeps } from '../../deps.ts';
import { changeSurveyRoute } from './change.ts';
import { createSurveyRoute } from './create.ts';
import { listSurveysRoute } from './list.ts';
import { readSurveyRoute } from './read.ts';
import { startSurveyRoute } from './start.ts';

/** Everything of v1 that has to do with surveys, in the order of the reference; what came of them is under results. */
export function surveyRoutes(app: FastifyInstance, deps: HttpDeps): void {
  listSurveysRoute(app, deps);
  createSurveyRoute(app, deps);
  readSurveyRoute(app, deps);
  changeSurveyRoute(app, deps);
  startSurveyRoute(app, deps);
}
