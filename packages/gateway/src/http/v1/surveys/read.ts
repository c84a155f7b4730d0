import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { surveyWarnings } from '#policy/survey-warnings.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../schemas.ts';
import { ownSurvey } from './own-survey.ts';
import {
  SurveyParams,
  SurveyWithWarnings,
  surveyAnswersSay,
  surveyExample,
  withWarnings,
} from './survey-body.ts';

const access: Access = { auth: 'key', scope: 'flows:read', rateClass: 'read', bodyLimit: 1024 };

const api: ApiDoc = {
  tag: 'Surveys',
  operationId: 'readSurvey',
  summary: 'Read a survey',
  description: 'With what is doubtful about it now.',
  answersSay: surveyAnswersSay,
  example: { answer: { ...surveyExample, warnings: [] } },
};

/** `GET /api/v1/surveys/:id` */
export function readSurveyRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Params: Static<typeof SurveyParams> }>(
    '/api/v1/surveys/:id',
    {
      config: { access, api },
      schema: { params: SurveyParams, response: { 200: SurveyWithWarnings, 404: Problem } },
    },
    async (request) => {
      const survey = await ownSurvey(request, deps);
      const { defaultCountry } = callerOf(request).account;
      return withWarnings(survey, await surveyWarnings(deps.pool, survey, defaultCountry));
    },
  );
}
