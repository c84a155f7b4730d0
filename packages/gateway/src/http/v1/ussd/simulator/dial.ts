import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { Problem } from '../../schemas.ts';
import { WrongField } from '../../wrong-field.ts';
import { Screen, screenBody, screenExample } from './screen-body.ts';
import { newSessionName, newStep, SIMULATED, simulatedHop } from './session-name.ts';

const access: Access = { auth: 'key', scope: 'ussd:write', rateClass: 'send', bodyLimit: 4096 };

const Dial = Type.Object(
  {
    msisdn: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Whose phone it shall be, in any spelling; the application sees this number.',
    }),
    code: Type.String({ minLength: 1, maxLength: 182, description: 'What is dialled: `*384*12#`.' }),
    connector: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 999_999_999,
        description:
          'Dial as at this operator: with its codes and the length of its screens. Without it, codes of any operator are found.',
      }),
    ),
  },
  { additionalProperties: false, title: 'UssdDial' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'dialUssd',
  summary: 'Dial a code without a phone',
  description:
    'The application is asked as for a real subscriber, and the session is kept like theirs. Codes that lead to other accounts are invalid here, unless the key has the scope `admin`.',
  example: { body: { msisdn: '254712345678', code: '*384*12#' }, answer: screenExample },
};

/** `POST /api/v1/ussd/simulator/dial` */
export function dialUssdRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post<{ Body: Static<typeof Dial> }>(
    '/api/v1/ussd/simulator/dial',
    { config: { access, api }, schema: { body: Dial, response: { 200: Screen, 422: Problem } } },
    async (request) => {
      const caller = callerOf(request);
      const { msisdn: written, code, connector } = request.body;
      const msisdn = normaliseMsisdn(written, caller.account.defaultCountry, true);
      if (msisdn === null) throw new WrongField('msisdn', 'is not a phone number');
      const session = newSessionName(connector ?? null);
      const step = newStep();
      const hop = { ...simulatedHop(caller, session), step, msisdn: `+${msisdn}` };
      const reply = await deps.handleUssd(SIMULATED, { ...hop, kind: 'begin', dialled: storable(code) });
      return screenBody(session, step, reply);
    },
  );
}
