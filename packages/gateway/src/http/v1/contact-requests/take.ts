import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { isId } from '#core/ids.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { findContactRequest, takeContactRequest } from '#store/results/contact-requests.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { Problem } from '../schemas.ts';
import { ContactRequest, requestBody, requestExample } from './request-body.ts';

const access: Access = { auth: 'key', scope: 'flows:write', rateClass: 'read', bodyLimit: 1024 };

const Params = Type.Object({ id: Type.String({ description: 'The id of the request.' }) });

const api: ApiDoc = {
  tag: 'Results',
  operationId: 'takeContactRequest',
  summary: 'Take a request for contact',
  description:
    'Marks it as taken, so that nobody else works with it, and tells the number. Who comes second is told so with 409.',
  example: {
    answer: { ...requestExample, contact: '254712345678', takenAt: '2026-11-21T16:41:00.120Z' },
  },
};

/** `POST /api/v1/contact-requests/:id/take` */
export function takeContactRequestRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.post<{ Params: Static<typeof Params> }>(
    '/api/v1/contact-requests/:id/take',
    {
      config: { access, api },
      schema: { params: Params, response: { 200: ContactRequest, 404: Problem, 409: Problem } },
    },
    async (request) => {
      const { account } = callerOf(request);
      const { id } = request.params;
      const taken = isId(id) && (await takeContactRequest(db, account.id, id, deps.clock.now()));
      const row = isId(id) ? await findContactRequest(db, account.id, id) : undefined;
      if (row === undefined) throw new HttpError(404, 'There is no request for contact with this id.');
      if (!taken)
        throw new HttpError(
          409,
          `This request was taken before, at ${row.takenAt?.toISOString() ?? 'some time'}.`,
        );
      return requestBody(row, { numbers: true, contactOf: (msisdn) => msisdn });
    },
  );
}
