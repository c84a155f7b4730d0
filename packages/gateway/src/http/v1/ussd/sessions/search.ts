import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { searchUssdSessions } from '#store/ussd-queries.ts';
import { type Access, callerOf } from '../../../access.ts';
import type { ApiDoc } from '../../../api-doc.ts';
import type { HttpDeps } from '../../../deps.ts';
import { inTime, shorterSpan } from '../../in-time.ts';
import { readTime } from '../../read-time.ts';
import { nextCursor, type Page, Problem, pageQuery, usualSpanMs } from '../../schemas.ts';
import { readCode } from '../codes/read-code.ts';
import { SessionName } from '../simulator/screen-body.ts';
import { nameOf } from '../simulator/session-name.ts';
import { Session, SessionState, sessionBody, sessionExample } from './session-body.ts';

const access: Access = { auth: 'key', scope: 'ussd:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  {
    msisdn: Type.Optional(
      Type.String({ maxLength: 64, description: 'The subscriber’s number, in any spelling.' }),
    ),
    app: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The number of the application.' }),
    ),
    code: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'What was dialled, or its beginning: `*384#` finds `*384*12#`.',
      }),
    ),
    state: Type.Optional(SessionState),
    session: Type.Optional(SessionName),
    since: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Begun at or after; without it, the last seven days.',
      }),
    ),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'Begun before.' })),
    limit: Type.Optional(pageQuery.limit),
    cursor: Type.Optional(
      Type.String({ pattern: '^\\d{1,18}$', description: '`nextCursor` of the page before.' }),
    ),
  },
  { additionalProperties: false },
);

const SessionPage = Type.Object(
  { items: Type.Array(Session), nextCursor },
  { additionalProperties: false, title: 'UssdSessionPage' },
);

const api: ApiDoc = {
  tag: 'USSD',
  operationId: 'searchUssdSessions',
  summary: 'Search USSD sessions',
  description:
    'Newest first. Conditions are joined by and. Follow `nextCursor` until it is null. Keep the span short where the conditions match little; a search of more than 5 seconds is ended with 422.',
  example: { answer: { items: [sessionExample], nextCursor: null } },
};

/** `GET /api/v1/ussd/sessions` */
export function searchUssdSessionsRoute(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/ussd/sessions',
    { config: { access, api }, schema: { querystring: Query, response: { 200: SessionPage, 422: Problem } } },
    async (request): Promise<Page<Static<typeof Session>>> => {
      const { account } = callerOf(request);
      const { msisdn, app: appId, code, session, state, cursor, limit = 50 } = request.query;
      const search = searchUssdSessions(db, account.id, {
        msisdn: msisdn && (normaliseMsisdn(msisdn, account.defaultCountry, true) ?? storable(msisdn)),
        appId,
        code: code && readCode(code),
        simulated: session && nameOf(account.id, session),
        state,
        since: readTime(request.query, 'since') ?? deps.clock.now() - usualSpanMs,
        until: readTime(request.query, 'until'),
        before: cursor,
        limit: limit + 1,
      });
      const rows = await inTime(search, shorterSpan('since', 'until'));
      const items = rows.slice(0, limit).map(sessionBody);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );
}
