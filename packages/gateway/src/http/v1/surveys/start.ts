import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { describeUnstorable } from '#core/describe-unstorable.ts';
import { formatMoney } from '#core/money.ts';
import type { SurveyStarted } from '#core/start-survey.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { refuseMessage } from '../refuse-message.ts';
import { Amount, OptionalTime, Problem } from '../schemas.ts';
import { WrongField } from '../wrong-field.ts';
import { ownSurvey } from './own-survey.ts';
import { SurveyParams, surveyAnswersSay } from './survey-body.ts';

const access: Access = { auth: 'key', scope: 'flows:write', rateClass: 'send', bodyLimit: 64 * 1024 };

const SurveyStart = Type.Object(
  {
    to: Type.String({ minLength: 1, maxLength: 64, description: 'The number, in any spelling.' }),
    params: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,62}$' }),
        Type.Union([Type.String({ maxLength: 2000 }), Type.Number(), Type.Boolean()]),
        {
          additionalProperties: false,
          maxProperties: 50,
          description: 'What the flow may show and ask of, as `{{params.agent}}`.',
        },
      ),
    ),
  },
  { additionalProperties: false, title: 'SurveyStart' },
);

const StartedSurvey = Type.Object(
  {
    run: Type.String({ format: 'uuid', description: 'The id of the response.' }),
    messageId: Type.String({
      format: 'uuid',
      description: 'Of the first SMS; that of the run where it waits.',
    }),
    cost: Amount,
    balance: Amount,
    currency: Type.String({ description: 'ISO 4217.' }),
    mcc: Type.String(),
    mnc: Type.String(),
    waits: Type.Union(
      [
        Type.Object(
          {
            until: OptionalTime,
            why: Type.Array(Type.String(), { description: 'In plain words.' }),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      { description: 'Why nothing is sent yet; null where the first SMS is on its way.' },
    ),
  },
  { additionalProperties: false, title: 'StartedSurvey' },
);

const api: ApiDoc = {
  tag: 'Surveys',
  operationId: 'startSurvey',
  summary: 'Put a survey to one person',
  description:
    'Answers 201 once the run and its first message are stored. Hours of the country may hold the first message back; `waits` says so. There is no `Idempotency-Key` here: started again, the survey begins anew and the person gets its first question twice, or it is refused with 1012 where it says `whenOpen` `refuse`, which is safe to repeat.',
  answersSay: {
    ...surveyAnswersSay,
    409: 'The survey is paused or has ended, or the person is in the middle of it; `code` is 1012.',
  },
  example: {
    body: { to: '254712345678', params: { agent: 'Amina' } },
    answer: {
      run: '019aa7b0-5322-7cf3-8c02-303165997da6',
      messageId: '019aa7b0-5322-7cf3-8c02-303165997da5',
      cost: '0.6',
      balance: '3137.5598',
      currency: 'KES',
      mcc: '639',
      mnc: '02',
      waits: null,
    },
  },
};

/** `POST /api/v1/surveys/:id/runs` */
export function startSurveyRoute(app: FastifyInstance, deps: HttpDeps): void {
  const response = { 201: StartedSurvey, 402: Problem, 404: Problem, 409: Problem, 422: Problem };
  app.post<{ Params: Static<typeof SurveyParams>; Body: Static<typeof SurveyStart> }>(
    '/api/v1/surveys/:id/runs',
    { config: { access, api }, schema: { params: SurveyParams, body: SurveyStart, response } },
    async (request, reply) => {
      const { account } = callerOf(request);
      const survey = await ownSurvey(request, deps);
      const { to, params = {} } = request.body;
      const [unstorable] = describeUnstorable(params);
      if (unstorable !== undefined) throw new WrongField('params', `cannot be stored: ${unstorable}`);
      const result = await deps.startSurvey(account, survey, { to, params });
      if (!result.started) {
        refuseMessage(reply, result.refusal, {});
        return reply;
      }
      return reply.code(201).send(startedBody(result, account.currency));
    },
  );
}

function startedBody(
  { runId, messageId, cost, balance, mcc, mnc, waits }: SurveyStarted & { started: true },
  currency: string,
): Static<typeof StartedSurvey> {
  return {
    run: runId,
    messageId,
    cost: formatMoney(cost),
    balance: formatMoney(balance),
    currency,
    mcc,
    mnc,
    waits: waits && {
      until: waits.until === null ? null : new Date(waits.until).toISOString(),
      why: [...waits.why],
    },
  };
}
