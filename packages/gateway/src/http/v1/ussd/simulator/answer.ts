import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { storable } from '#core/storable.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { Problem } from '../../schemas.ts';
import { Screen, SessionName, screenBody, screenExample } from './screen-body.ts';
import { newStep, SIMULATED, simulatedHop } from './session-name.ts';

const access: Access = { auth: 'key', scope: 'ussd:write', rateClass: 'send', bodyLimit: 4096 };

const Answer = Type.Object(
  {
    session: SessionName,
    text: Type.String({ maxLength: 182, description: 'What is typed; may be empty.' }),
    step: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description:
          'What you know this hop by: the same answer with the same step shows the same screen again, and asks the application nothing. Without it every answer is a new one.',
      }),
    ),
  },
  { additionalProperties: false, title: 'UssdAnswer' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'answerUssd',
  summary: 'Answer a screen',
  description:
    'The answer to a session that is over, or that never was, is that it has expired, as on a phone.',
  example: {
    body: { session: screenExample.session, text: '1' },
    answer: { ...screenExample, action: 'end', text: 'You will get an SMS with the nearest clinics.' },
  },
};

/** `POST /api/v1/ussd/simulator/answer` */
export function answerUssdRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post<{ Body: Static<typeof Answer> }>(
    '/api/v1/ussd/simulator/answer',
    { config: { access, api }, schema: { body: Answer, response: { 200: Screen, 422: Problem } } },
    async (request) => {
      const { session, text, step = newStep() } = request.body;
      const hop = { ...simulatedHop(callerOf(request), session), step: storable(step), msisdn: '' };
      const reply = await deps.handleUssd(SIMULATED, { ...hop, kind: 'continue', text: storable(text) });
      return screenBody(session, step, reply);
    },
  );
}
