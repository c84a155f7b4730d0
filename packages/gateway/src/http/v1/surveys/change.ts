import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { surveyWarnings } from '#policy/survey-warnings.ts';
import { changeSurvey } from '#store/admin/surveys.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { asConflict } from '../as-conflict.ts';
import { Problem } from '../schemas.ts';
import { checkedFlow } from './checked-flow.ts';
import { ownSurvey } from './own-survey.ts';
import {
  neededFields,
  otherFields,
  SurveyParams,
  SurveyWithWarnings,
  surveyAnswersSay,
  surveyExample,
  withWarnings,
} from './survey-body.ts';

const access: Access = { auth: 'key', scope: 'flows:write', rateClass: 'send', bodyLimit: 16 * 1024 };

const SurveyChange = Type.Partial(Type.Object({ ...neededFields, ...otherFields }), {
  additionalProperties: false,
  title: 'SurveyChange',
});

const api: ApiDoc = {
  tag: 'Surveys',
  operationId: 'changeSurvey',
  summary: 'Change a survey',
  description: 'Only what is given is changed. Who is in the middle of it goes on as they began.',
  answersSay: { ...surveyAnswersSay, 409: 'Another survey of the account has this name.' },
  example: {
    body: { state: 'active', emails: ['results@example.com'] },
    answer: { ...surveyExample, warnings: [] },
  },
};

/** `PATCH /api/v1/surveys/:id` */
export function changeSurveyRoute(app: FastifyInstance, deps: HttpDeps): void {
  const response = { 200: SurveyWithWarnings, 404: Problem, 409: Problem, 422: Problem };
  app.patch<{ Params: Static<typeof SurveyParams>; Body: Static<typeof SurveyChange> }>(
    '/api/v1/surveys/:id',
    { config: { access, api }, schema: { params: SurveyParams, body: SurveyChange, response } },
    async (request) => {
      const { account } = callerOf(request);
      const former = await ownSurvey(request, deps);
      const { flow, ...change } = request.body;
      const { language } = former;
      const { id } = await checkedFlow(deps, account, flow ?? former.flow, { language, ...change });
      const flowId = flow === undefined ? undefined : id;
      const changed = await changeSurvey(deps.pool, former.id, { ...change, flowId }).catch(asConflict);
      await deps.refreshDirectory();
      return withWarnings(changed, await surveyWarnings(deps.pool, changed, account.defaultCountry));
    },
  );
}
