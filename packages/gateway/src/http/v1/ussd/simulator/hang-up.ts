import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { Problem } from '../../schemas.ts';
import { SessionName, screenExample } from './screen-body.ts';
import { SIMULATED, simulatedHop } from './session-name.ts';

const access: Access = { auth: 'key', scope: 'ussd:write', rateClass: 'send', bodyLimit: 4096 };

const HangUp = Type.Object({ session: SessionName }, { additionalProperties: false, title: 'UssdHangUp' });

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'hangUpUssd',
  summary: 'Leave a session',
  description: 'As a subscriber who presses the red key. A session that is over stays as it ended.',
  example: { body: { session: screenExample.session }, answer: null },
};

/** `POST /api/v1/ussd/simulator/hang-up` */
export function hangUpUssdRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post<{ Body: Static<typeof HangUp> }>(
    '/api/v1/ussd/simulator/hang-up',
    { config: { access, api }, schema: { body: HangUp, response: { 204: Type.Null(), 422: Problem } } },
    async (request, reply) => {
      const hop = { ...simulatedHop(callerOf(request), request.body.session), step: null, msisdn: '' };
      await deps.handleUssd(SIMULATED, { ...hop, kind: 'end', reason: 'user' });
      return reply.code(204).send(null);
    },
  );
}
