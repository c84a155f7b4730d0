import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { listCallbacks, replayCallbacks } from '#store/callbacks.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../schemas.ts';

const access: Access = { auth: 'key', scope: 'callbacks', rateClass: 'send', bodyLimit: 64 * 1024 };

const AT_ONCE = 500;

const Replay = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), {
        minItems: 1,
        maxItems: AT_ONCE,
        description: `Messages or MO. Without it, callbacks that were given up: ${AT_ONCE} at a time, the newest first.`,
      }),
    ),
  },
  { additionalProperties: false, title: 'Replay' },
);

const Replayed = Type.Object(
  {
    ids: Type.Array(Type.String({ format: 'uuid' }), {
      description:
        'What is owed again. Ids that are unknown, not final, or being sent right now are left out.',
    }),
  },
  { additionalProperties: false, title: 'Replayed' },
);

const api: ApiDoc = {
  tag: 'Callbacks',
  operationId: 'replayCallbacks',
  summary: 'Send callbacks again',
  description: 'With the same body as before. Delivered ones can be replayed too.',
  example: {
    body: { ids: ['019aa7b0-5322-7cf3-8c02-303165997da5'] },
    answer: { ids: ['019aa7b0-5322-7cf3-8c02-303165997da5'] },
  },
};

/** `POST /api/v1/callbacks/replay` */
export function replayCallbacksRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post<{ Body: Static<typeof Replay> }>(
    '/api/v1/callbacks/replay',
    { config: { access, api }, schema: { body: Replay, response: { 200: Replayed, 422: Problem } } },
    async (request) => {
      const { account } = callerOf(request);
      const ids = request.body.ids ?? (await deadOnes(deps, account.id));
      return { ids: ids.length === 0 ? [] : await replayCallbacks(deps.pool, account.id, ids) };
    },
  );
}

async function deadOnes(deps: HttpDeps, accountId: number): Promise<string[]> {
  const rows = await listCallbacks(deps.pool, { accountId, state: 'dead' }, null, AT_ONCE);
  return rows.map((row) => row.subjectId);
}
