import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { isId } from '#core/ids.ts';
import { findMessage } from '#store/message-queries.ts';
import { readMessageStory } from '#store/message-story.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { Message, Problem, TimelineEntry } from '../schemas.ts';
import { messageExample } from './example.ts';
import { messageBody, timelineOf } from './message-body.ts';

const access: Access = { auth: 'key', scope: 'sms:read', rateClass: 'read', bodyLimit: 1024 };

const MessageWithTimeline = Type.Object(
  { ...Message.properties, timeline: Type.Array(TimelineEntry) },
  { additionalProperties: false, title: 'MessageWithTimeline' },
);

const Params = Type.Object({ id: Type.String({ description: 'The id the message was given.' }) });

const api: ApiDoc = {
  tag: 'Messages',
  operationId: 'readMessage',
  summary: 'Read a message with its timeline',
  description:
    'Where a message stands, and what happened to it, step by step. Works for messages sent by any of the APIs.',
  example: {
    answer: {
      ...messageExample,
      timeline: [
        { at: '2026-11-21T16:30:00.335Z', kind: 'accepted', detail: '1 part' },
        { at: '2026-11-21T16:30:00.402Z', kind: 'submitted', detail: '' },
        { at: '2026-11-21T16:30:03.101Z', kind: 'delivered', detail: 'DELIVRD' },
        { at: '2026-11-21T16:30:03.140Z', kind: 'callback-delivered', detail: '' },
      ],
    },
  },
};

/** `GET /api/v1/messages/:id` */
export function readMessageRoute(app: FastifyInstance, _deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Params: Static<typeof Params> }>(
    '/api/v1/messages/:id',
    {
      config: { access, api },
      schema: { params: Params, response: { 200: MessageWithTimeline, 404: Problem } },
    },
    async (request) => {
      const { account, key } = callerOf(request);
      const { id } = request.params;
      const row = isId(id) ? await findMessage(db, account.id, id) : undefined;
      if (row === undefined) throw new HttpError(404, 'There is no message with this id.');
      const story = await readMessageStory(db, account.id, id);
      return { ...messageBody(account, row), timeline: timelineOf(row, story, key.scopes.has('connectors')) };
    },
  );
}
