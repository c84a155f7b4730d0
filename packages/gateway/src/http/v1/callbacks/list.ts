import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { listCallbacks } from '#store/callbacks.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { nextCursor, Problem, pageQuery, Time } from '../schemas.ts';

const access: Access = { auth: 'key', scope: 'callbacks', rateClass: 'read', bodyLimit: 1024 };

const Query = Type.Object(
  {
    state: Type.Optional(Type.Enum(['waiting', 'sending', 'dead'])),
    kind: Type.Optional(Type.Enum(['dlr', 'mo'])),
    limit: Type.Optional(pageQuery.limit),
    cursor: Type.Optional(pageQuery.cursor),
  },
  { additionalProperties: false },
);

const Callback = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'The message or MO it tells of.' }),
    kind: Type.Enum(['dlr', 'mo'], { description: 'A delivery receipt or a received message.' }),
    state: Type.Enum(['waiting', 'sending', 'dead'], {
      description: '`dead`: given up; it can be replayed.',
    }),
    url: Type.Union([Type.String(), Type.Null()], { description: "Null for the account's own address." }),
    attempts: Type.Integer(),
    dueAt: Time,
    createdAt: Time,
    lastStatus: Type.Union([Type.Integer(), Type.Null()]),
    lastError: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false, title: 'Callback' },
);

const CallbackPage = Type.Object(
  { items: Type.Array(Callback), nextCursor },
  { additionalProperties: false, title: 'CallbackPage' },
);

const api: ApiDoc = {
  tag: 'Callbacks',
  operationId: 'listCallbacks',
  summary: 'List callbacks that are owed',
  description:
    'Callbacks that wait, are being sent, or were given up. Delivered ones are seen in the timeline of their message.',
  example: {
    answer: {
      items: [
        {
          id: '019aa7b0-5322-7cf3-8c02-303165997da5',
          kind: 'dlr',
          state: 'dead',
          url: null,
          attempts: 12,
          dueAt: '2026-11-22T16:30:00.335Z',
          createdAt: '2026-11-21T16:30:03.101Z',
          lastStatus: 500,
          lastError: 'HTTP 500',
        },
      ],
      nextCursor: null,
    },
  },
};

/** `GET /api/v1/callbacks` */
export function listCallbacksRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/callbacks',
    {
      config: { access, api },
      schema: { querystring: Query, response: { 200: CallbackPage, 422: Problem } },
    },
    async (request) => {
      const { account } = callerOf(request);
      const { state, kind, cursor, limit = 50 } = request.query;
      const filter = {
        accountId: account.id,
        ...(state === undefined ? {} : { state }),
        ...(kind === undefined ? {} : { kind }),
      };
      const rows = await listCallbacks(deps.pool, filter, cursor ?? null, limit + 1);
      const items = rows.slice(0, limit).map((row) => ({
        id: row.subjectId,
        kind: row.kind,
        state: row.state,
        url: row.url,
        attempts: row.attempts,
        dueAt: row.dueAt.toISOString(),
        createdAt: row.createdAt.toISOString(),
        lastStatus: row.lastStatus,
        lastError: row.lastError,
      }));
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );
}
