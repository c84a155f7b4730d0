import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Directory } from '#core/directory.ts';
import { readUssdApp } from '#store/admin/ussd-apps.ts';
import { addUssdCode } from '#store/admin/ussd-codes.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { asConflict } from '../../as-conflict.ts';
import { Problem } from '../../schemas.ts';
import { WrongField } from '../../wrong-field.ts';
import { Code, codeBody, codeExample, codeFields } from './code-body.ts';
import { readCode } from './read-code.ts';
import { readTesters } from './read-testers.ts';

/** Codes belong to the deployment, as operators rent them out, so no customer's key may take one. */
const access: Access = { auth: 'key', scope: 'admin', rateClass: 'send', bodyLimit: 128 * 1024 };

const NewCode = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 100, description: 'What is dialled: `*384*12#`.' }),
    appId: codeFields.appId,
    connector: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        description: 'The connector of the operator it is dialled at; without it, every operator.',
      }),
    ),
    directDial: Type.Optional(codeFields.directDial),
    testers: Type.Optional(codeFields.testers),
  },
  { additionalProperties: false, title: 'NewUssdCode' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'createUssdCode',
  summary: 'Lead a code to an application',
  description:
    'Of whatever account. A code is taken once for each operator, and once more for testers, who are led there instead. Needs the scope `admin`.',
  example: { body: { code: '*384*12#', appId: 1, directDial: 'replay' }, answer: codeExample },
};

/** `POST /api/v1/ussd/codes` */
export function createUssdCodeRoute(app: FastifyInstance, deps: HttpDeps): void {
  const schema = { body: NewCode, response: { 201: Code, 409: Problem, 422: Problem } };
  app.post<{ Body: Static<typeof NewCode> }>(
    '/api/v1/ussd/codes',
    { config: { access, api }, schema },
    async (request, reply) => {
      const { account } = callerOf(request);
      const { code, appId, connector = null, directDial, testers = [] } = request.body;
      const written = readCode(code);
      const connectorId = readConnector(deps.directory(), connector);
      if ((await readUssdApp(deps.pool, null, appId)) === undefined)
        throw new WrongField('appId', `${appId} is no USSD application`);
      const made = await addUssdCode(deps.pool, {
        code: written,
        connectorId,
        appId,
        directDial,
        testers: readTesters(testers, account.defaultCountry),
      }).catch(asConflict);
      await deps.refreshDirectory();
      return reply.code(201).header('location', `/api/v1/ussd/codes/${made.id}`).send(codeBody(made));
    },
  );
}

function readConnector({ connectors, ussdConnectors }: Directory, id: number | null): number | null {
  if (id === null || connectors.has(id) || ussdConnectors.has(id)) return id;
  throw new WrongField('connector', `${id} is no connector of this deployment`);
}
