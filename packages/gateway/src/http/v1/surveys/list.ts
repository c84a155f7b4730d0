import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { listSurveys } from '#store/admin/surveys.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { Survey, surveyBody, surveyExample } from './survey-body.ts';

const access: Access = { auth: 'key', scope: 'flows:read', rateClass: 'read', bodyLimit: 1024 };

const SurveyList = Type.Object(
  { items: Type.Array(Survey) },
  { additionalProperties: false, title: 'SurveyList' },
);

const api: ApiDoc = {
  tag: 'Surveys',
  operationId: 'listSurveys',
  summary: 'List your surveys',
  description: 'In the order in which they were made, ended ones too.',
  example: { answer: { items: [surveyExample] } },
};

/** `GET /api/v1/surveys` */
export function listSurveysRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get(
    '/api/v1/surveys',
    { config: { access, api }, schema: { response: { 200: SurveyList } } },
    async (request) => ({
      items: (await listSurveys(deps.pool, callerOf(request).account.id)).map(surveyBody),
    }),
  );
}
