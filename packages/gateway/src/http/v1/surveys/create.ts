import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { surveyWarnings } from '#policy/survey-warnings.ts';
import { addSurvey } from '#store/admin/surveys.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { asConflict } from '../as-conflict.ts';
import { Problem } from '../schemas.ts';
import { checkedFlow } from './checked-flow.ts';
import { neededFields, otherFields, SurveyWithWarnings, surveyExample, withWarnings } from './survey-body.ts';

const access: Access = { auth: 'key', scope: 'flows:write', rateClass: 'send', bodyLimit: 16 * 1024 };

const NewSurvey = Type.Object(
  { ...neededFields, ...Type.Partial(Type.Object(otherFields)).properties },
  { additionalProperties: false, title: 'NewSurvey' },
);

const { id: _id, createdAt: _createdAt, ...example } = surveyExample;

const api: ApiDoc = {
  tag: 'Surveys',
  operationId: 'createSurvey',
  summary: 'Make a survey',
  description:
    'It is put to nobody until it is started: by `POST /api/v1/surveys/{id}/runs`, or by the trigger of the compatible API with its id and name. It always runs the newest version of its flow.',
  example: { body: example, answer: { ...surveyExample, warnings: [] } },
};

/** `POST /api/v1/surveys` */
export function createSurveyRoute(app: FastifyInstance, deps: HttpDeps): void {
  const schema = { body: NewSurvey, response: { 201: SurveyWithWarnings, 409: Problem, 422: Problem } };
  app.post<{ Body: Static<typeof NewSurvey> }>(
    '/api/v1/surveys',
    { config: { access, api }, schema },
    async (request, reply) => {
      const { account } = callerOf(request);
      const { flow, ...survey } = request.body;
      const { id: flowId } = await checkedFlow(deps, account, flow, survey);
      const made = await addSurvey(deps.pool, { ...survey, flowId, accountId: account.id }).catch(asConflict);
      await deps.refreshDirectory();
      const warnings = await surveyWarnings(deps.pool, made, account.defaultCountry);
      return reply
        .code(201)
        .header('location', `/api/v1/surveys/${made.id}`)
        .send(withWarnings(made, warnings));
    },
  );
}
