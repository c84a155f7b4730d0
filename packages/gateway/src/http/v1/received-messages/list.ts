import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import { listMo, type MoRow } from '#store/mo-queries.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { type Access, type Caller, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { HttpError } from '../../http-error.ts';
import { inTime, shorterSpan } from '../in-time.ts';
import { readTime } from '../read-time.ts';
import { nextCursor, type Page, Problem, pageQuery, Time, usualSpanMs } from '../schemas.ts';

const access: Access = { auth: 'key', scope: 'sms:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  {
    from: Type.Optional(
      Type.String({ maxLength: 64, description: 'The subscriber’s number, in any spelling.' }),
    ),
    to: Type.Optional(
      Type.String({ maxLength: 64, description: 'The short code or number it was sent to.' }),
    ),
    since: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Received at or after; without it, the last seven days.',
      }),
    ),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'Received before.' })),
    unrouted: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Instead of your own, those that belong to no account, with the connector they came by. Needs the scope `admin` too.',
      }),
    ),
    limit: Type.Optional(pageQuery.limit),
    cursor: Type.Optional(pageQuery.cursor),
  },
  { additionalProperties: false },
);

const Entry = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'What its callback is replayed by.' }),
    number: Type.String({ description: 'The `msgId` of its callback.' }),
    from: Type.String({ description: 'The subscriber’s number.' }),
    to: Type.String({ description: 'The short code or number it was sent to.' }),
    text: Type.String(),
    receivedAt: Time,
    incomplete: Type.Boolean({ description: 'Parts of a long text never came; it is told without them.' }),
    callbackAt: Type.Union([Time, Type.Null()], {
      description: 'When your application took its callback; null when it has not, or none is owed.',
    }),
    connector: Type.Optional(
      Type.Union([Type.String(), Type.Null()], {
        description: 'With `unrouted` only: the connector it came by, null when that has been removed.',
      }),
    ),
  },
  { additionalProperties: false, title: 'ReceivedMessageEntry' },
);

const EntryPage = Type.Object(
  { items: Type.Array(Entry), nextCursor },
  { additionalProperties: false, title: 'ReceivedMessagePage' },
);

const api: ApiDoc = {
  tag: 'Messages',
  operationId: 'listReceivedMessages',
  summary: 'List received messages (MO)',
  description:
    'What subscribers sent to your short codes and numbers, newest first, whether its callback was taken or not. Conditions are joined by and. Follow `nextCursor` until it is null.',
  example: {
    answer: {
      items: [
        {
          id: '019aa7b0-5322-7cf3-8c02-303165997da5',
          number: '234223',
          from: '254712345678',
          to: '22888',
          text: 'JOIN',
          receivedAt: '2026-11-21T16:30:03.101Z',
          incomplete: false,
          callbackAt: '2026-11-21T16:30:03.140Z',
        },
      ],
      nextCursor: null,
    },
  },
};

/** `GET /api/v1/received-messages` */
export function listReceivedMessagesRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/received-messages',
    { config: { access, api }, schema: { querystring: Query, response: { 200: EntryPage, 422: Problem } } },
    async (request): Promise<Page<Static<typeof Entry>>> => {
      const caller = callerOf(request);
      const { from, to, unrouted = false, cursor, limit = 50 } = request.query;
      if (unrouted && !caller.key.scopes.has('admin'))
        throw new HttpError(403, 'Messages that belong to nobody are shown to keys with the scope admin.');
      const search = listMo(db, unrouted ? 'nobody' : caller.account.id, {
        sources: spellings(from, caller),
        destinations: spellings(to, caller),
        since: readTime(request.query, 'since') ?? deps.clock.now() - usualSpanMs,
        until: readTime(request.query, 'until'),
        before: cursor,
        limit: limit + 1,
      });
      const rows = await inTime(search, shorterSpan('since', 'until'));
      const items = rows.slice(0, limit).map((row) => entryOf(row, unrouted));
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );
}

/** As it is written but for a plus, for short codes and names; and as a subscriber's number, where it can be one. */
function spellings(address: string | undefined, { account }: Caller): string[] | undefined {
  if (address === undefined) return undefined;
  const written = storable(address).trim().replace(/^\+/, '');
  const msisdn = normaliseMsisdn(address, account.defaultCountry, true);
  return msisdn === null ? [written] : [written, msisdn];
}

function entryOf(row: MoRow, withConnector: boolean): Static<typeof Entry> {
  return {
    id: row.id,
    number: row.number,
    from: row.source,
    to: row.destination,
    text: row.text,
    receivedAt: row.receivedAt.toISOString(),
    incomplete: row.incomplete,
    callbackAt: row.callbackAt?.toISOString() ?? null,
    ...(withConnector ? { connector: row.connector } : {}),
  };
}
