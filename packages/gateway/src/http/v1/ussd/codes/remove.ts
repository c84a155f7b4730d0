import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { removeUssdCode } from '#store/admin/ussd-codes.ts';
import type { Access } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { Problem } from '../../schemas.ts';
import { anyCode } from './any-code.ts';
import { CodeParams, codeAnswersSay } from './code-body.ts';

const access: Access = { auth: 'key', scope: 'admin', rateClass: 'send', bodyLimit: 1024 };

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'removeUssdCode',
  summary: 'Remove a code',
  description:
    'Who dials it reads that it is invalid; sessions that are under way go on. Needs the scope `admin`.',
  answersSay: codeAnswersSay,
};

/** `DELETE /api/v1/ussd/codes/:id` */
export function removeUssdCodeRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.delete<{ Params: Static<typeof CodeParams> }>(
    '/api/v1/ussd/codes/:id',
    { config: { access, api }, schema: { params: CodeParams, response: { 204: Type.Null(), 404: Problem } } },
    async (request, reply) => {
      await removeUssdCode(deps.pool, (await anyCode(request.params.id, deps)).id);
      await deps.refreshDirectory();
      return reply.code(204).send(null);
    },
  );
}
