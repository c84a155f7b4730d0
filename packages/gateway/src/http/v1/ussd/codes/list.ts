import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { listUssdCodes } from '#store/admin/ussd-codes.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { HttpError } from '../../../http-error.ts';
import { Problem } from '../../schemas.ts';
import { Code, codeBody, codeExample } from './code-body.ts';

const access: Access = { auth: 'key', scope: 'ussd:read', rateClass: 'read', bodyLimit: 1024 };

const Query = Type.Object(
  {
    everybody: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Those of all accounts instead of your own. Needs the scope `admin` too.',
      }),
    ),
  },
  { additionalProperties: false },
);

const CodeList = Type.Object(
  { items: Type.Array(Code) },
  { additionalProperties: false, title: 'UssdCodeList' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'listUssdCodes',
  summary: 'List the codes that lead to your applications',
  description: 'What subscribers dial. The longest code that fits what was dialled wins.',
  example: { answer: { items: [codeExample] } },
};

/** `GET /api/v1/ussd/codes` */
export function listUssdCodesRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/ussd/codes',
    { config: { access, api }, schema: { querystring: Query, response: { 200: CodeList, 422: Problem } } },
    async (request) => {
      const { account, key } = callerOf(request);
      const { everybody = false } = request.query;
      if (everybody && !key.scopes.has('admin'))
        throw new HttpError(403, 'Codes of other accounts are shown to keys with the scope admin.');
      const rows = await listUssdCodes(deps.pool, everybody ? null : account.id);
      return { items: rows.map(codeBody) };
    },
  );
}
