import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { messageState } from '#core/message-state.ts';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import { searchMessages } from '#store/message-queries.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { inTime, shorterSpan } from '../in-time.ts';
import { readTime } from '../read-time.ts';
import {
  Message,
  type MessageBody,
  nextCursor,
  type Page,
  Problem,
  pageQuery,
  State,
  usualSpanMs,
} from '../schemas.ts';
import { messageExample } from './example.ts';
import { messageBody } from './message-body.ts';

const access: Access = { auth: 'key', scope: 'sms:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  {
    to: Type.Optional(Type.String({ maxLength: 64, description: 'The recipient, in any spelling.' })),
    from: Type.Optional(Type.String({ maxLength: 64, description: 'The sender, exactly.' })),
    ref: Type.Optional(Type.String({ maxLength: 128, description: 'Your own reference, exactly.' })),
    state: Type.Optional(State),
    since: Type.Optional(
      Type.String({ format: 'date-time', description: 'Sent at or after; without it, the last seven days.' }),
    ),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'Sent before.' })),
    limit: Type.Optional(pageQuery.limit),
    cursor: Type.Optional(pageQuery.cursor),
  },
  { additionalProperties: false },
);

const MessagePage = Type.Object(
  { items: Type.Array(Message), nextCursor },
  { additionalProperties: false, title: 'MessagePage' },
);

const api: ApiDoc = {
  tag: 'Messages',
  operationId: 'searchMessages',
  summary: 'Search messages',
  description:
    'Newest first. Conditions are joined by and. Follow `nextCursor` until it is null. Conditions on number, sender, reference and state are looked for among all messages of the span, so keep the span short where they match little; a search of more than 5 seconds is ended with 422.',
  example: { answer: { items: [messageExample], nextCursor: null } },
};

/** `GET /api/v1/messages` */
export function searchMessagesRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/messages',
    { config: { access, api }, schema: { querystring: Query, response: { 200: MessagePage, 422: Problem } } },
    async (request): Promise<Page<MessageBody>> => {
      const { account } = callerOf(request);
      const { to, from, ref, state, cursor, limit = 50 } = request.query;
      const search = searchMessages(db, account.id, {
        msisdn:
          to === undefined ? undefined : (normaliseMsisdn(to, account.defaultCountry, true) ?? storable(to)),
        sender: from && storable(from),
        refId: ref && storable(ref),
        state: state === undefined ? undefined : messageState[state],
        since: readTime(request.query, 'since') ?? deps.clock.now() - usualSpanMs,
        until: readTime(request.query, 'until'),
        before: cursor,
        limit: limit + 1,
      });
      const rows = await inTime(search, shorterSpan('since', 'until'));
      const items = rows.slice(0, limit).map((row) => messageBody(account, row));
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );
}
