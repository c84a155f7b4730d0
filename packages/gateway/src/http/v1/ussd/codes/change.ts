import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { readUssdApp } from '#store/admin/ussd-apps.ts';
import { changeUssdCode } from '#store/admin/ussd-codes.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { asConflict } from '../../as-conflict.ts';
import { Problem } from '../../schemas.ts';
import { WrongField } from '../../wrong-field.ts';
import { anyCode } from './any-code.ts';
import { Code, CodeParams, codeAnswersSay, codeBody, codeExample, codeFields } from './code-body.ts';
import { readTesters } from './read-testers.ts';

const access: Access = { auth: 'key', scope: 'admin', rateClass: 'send', bodyLimit: 128 * 1024 };

const CodeChange = Type.Partial(Type.Object(codeFields), {
  additionalProperties: false,
  title: 'UssdCodeChange',
});

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'changeUssdCode',
  summary: 'Change where a code leads',
  description:
    'Only what is given is changed. Sessions that are under way stay with their application. Needs the scope `admin`.',
  answersSay: codeAnswersSay,
  example: { body: { testers: ['254712345678'] }, answer: { ...codeExample, testers: ['254712345678'] } },
};

/** `PATCH /api/v1/ussd/codes/:id` */
export function changeUssdCodeRoute(app: FastifyInstance, deps: HttpDeps): void {
  const response = { 200: Code, 404: Problem, 409: Problem, 422: Problem };
  app.patch<{ Params: Static<typeof CodeParams>; Body: Static<typeof CodeChange> }>(
    '/api/v1/ussd/codes/:id',
    { config: { access, api }, schema: { params: CodeParams, body: CodeChange, response } },
    async (request) => {
      const { account } = callerOf(request);
      const { id } = await anyCode(request.params.id, deps);
      const { appId, directDial, testers } = request.body;
      if (appId !== undefined && (await readUssdApp(deps.pool, null, appId)) === undefined)
        throw new WrongField('appId', `${appId} is no USSD application`);
      const changed = await changeUssdCode(deps.pool, id, {
        appId,
        directDial,
        testers: testers && readTesters(testers, account.defaultCountry),
      }).catch(asConflict);
      await deps.refreshDirectory();
      return codeBody(changed);
    },
  );
}
