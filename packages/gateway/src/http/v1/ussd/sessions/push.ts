import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { HttpError } from '../../../http-error.ts';
import { Problem } from '../../schemas.ts';
import { WrongField } from '../../wrong-field.ts';

const access: Access = { auth: 'key', scope: 'ussd:write', rateClass: 'send', bodyLimit: 4096 };

const Push = Type.Object(
  {
    msisdn: Type.String({ minLength: 1, maxLength: 64, description: 'Whose phone, in any spelling.' }),
    code: Type.String({
      minLength: 1,
      maxLength: 182,
      description: 'A code of yours: its application is asked as if it had been dialled.',
    }),
    connector: Type.Integer({
      minimum: 1,
      maximum: 999_999_999,
      description: "The operator that shows it: the subscriber's own.",
    }),
  },
  { additionalProperties: false, title: 'UssdPush' },
);

const Pushed = Type.Object(
  {
    id: Type.String({ description: 'The session; `GET /api/v1/ussd/sessions/{id}` tells how it went on.' }),
    action: Type.Enum(['con', 'end'], { description: '`con`: an answer is waited for.' }),
    text: Type.String({ description: 'What is on the phone.' }),
  },
  { additionalProperties: false, title: 'UssdPushed' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'pushUssdSession',
  summary: 'Begin a session on a phone',
  description:
    'The application is asked with an empty input, and its first screen appears on the phone: one to be answered for CON, one to be read for END. Where the application fails nothing is shown. Operators over SMPP allow it if their profile does.',
  answersSay: {
    404: 'The code leads to no application of yours that can be used.',
    409: 'The operator shows nothing that nobody asked for, or not now; `detail` says why.',
    502: 'The application failed, or the operator did not take the screen: nothing was shown. `detail` says which.',
  },
  example: {
    body: { msisdn: '254712345678', code: '*384*12#', connector: 1 },
    answer: { id: '176374860033500000', action: 'con', text: 'How was the visit?\n1. Good\n2. Bad' },
  },
};

/** `POST /api/v1/ussd/sessions` */
export function pushUssdSessionRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post<{ Body: Static<typeof Push> }>(
    '/api/v1/ussd/sessions',
    {
      config: { access, api },
      schema: {
        body: Push,
        response: { 200: Pushed, 404: Problem, 409: Problem, 422: Problem, 502: Problem },
      },
    },
    async (request): Promise<Static<typeof Pushed>> => {
      const { account, key } = callerOf(request);
      const { msisdn: written, code, connector } = request.body;
      const msisdn = normaliseMsisdn(written, account.defaultCountry, true);
      if (msisdn === null) throw new WrongField('msisdn', 'is not a phone number');
      const reach = { accountId: key.scopes.has('admin') ? null : account.id, connectorId: connector };
      const pushed = await deps.pushUssd(connector, { msisdn, dialled: storable(code), reach });
      switch (pushed.kind) {
        case 'shown':
          return { id: pushed.sessionId, ...pushed.reply };
        case 'no-application':
          throw new HttpError(404, `The code ${code} leads to no application of yours that can be used.`);
        case 'no-screen':
          throw new HttpError(
            502,
            `The application failed, so nothing was shown. Session ${pushed.sessionId} tells why.`,
          );
        case 'not-shown':
          throw new HttpError(502, pushed.why);
        case 'not-possible':
          throw new HttpError(409, pushed.why);
      }
    },
  );
}
