import { priorities } from '@ujumbe/flows';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { storable } from '#core/storable.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { type ContactRequestRow, listContactRequests } from '#store/results/contact-requests.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { inTime } from '../in-time.ts';
import { nextCursor, Problem, pageQuery } from '../schemas.ts';
import { ContactRequest, requestBody, requestExample } from './request-body.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['task', 'referral'])),
    queue: Type.Optional(Type.String({ maxLength: 80 })),
    priority: Type.Optional(Type.Enum([...priorities])),
    taken: Type.Optional(
      Type.Boolean({ description: 'Only those that were taken, or with false only those that wait.' }),
    ),
    numbers: Type.Optional(
      Type.Boolean({
        description: 'Numbers instead of pseudonyms. Needs the scope `flows:write` too, as taking does.',
      }),
    ),
    limit: Type.Optional(pageQuery.limit),
    cursor: Type.Optional(
      Type.String({
        pattern: '^(waiting|taken):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
        description: '`nextCursor` of the page before.',
      }),
    ),
  },
  { additionalProperties: false },
);

const RequestPage = Type.Object(
  { items: Type.Array(ContactRequest), nextCursor },
  { additionalProperties: false, title: 'ContactRequestPage' },
);

const api: ApiDoc = {
  tag: 'Results',
  operationId: 'listContactRequests',
  summary: 'List who asks to be contacted',
  description:
    'People whom a flow hands to people. Those that wait come first, the one that waits longest at the top; then the taken ones, the newest first. Conditions are joined by and. Follow `nextCursor` until it is null.',
  example: { answer: { items: [requestExample], nextCursor: null } },
};

/** `GET /api/v1/contact-requests` */
export function listContactRequestsRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/contact-requests',
    { config: { access, api }, schema: { querystring: Query, response: { 200: RequestPage, 422: Problem } } },
    async (request) => {
      const { account, key } = callerOf(request);
      const { kind, queue, priority, taken, numbers = false, cursor, limit = 50 } = request.query;
      if (numbers && !key.scopes.has('flows:write'))
        throw new HttpError(
          403,
          'Numbers are shown to keys that may take requests: those with the scope flows:write.',
        );
      const search = listContactRequests(db, account.id, {
        kind,
        queue: queue && storable(queue),
        priority,
        taken,
        after: cursor === undefined ? undefined : placeOf(cursor),
        limit: limit + 1,
      });
      const rows = await inTime(search, 'fewer requests at once, by limit');
      const contactOf = (msisdn: string) => deps.pseudonymiser.contact(account.id, msisdn);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => requestBody(row, { numbers, contactOf })),
        nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
      };
    },
  );
}

function cursorOf({ id, takenAt }: ContactRequestRow): string {
  return `${takenAt === null ? 'waiting' : 'taken'}:${id}`;
}

function placeOf(cursor: string): { id: string; taken: boolean } {
  const [state, id = ''] = cursor.split(':');
  return { id, taken: state === 'taken' };
}
