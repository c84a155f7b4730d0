import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { readConsents } from '#store/consents.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem, Time } from '../schemas.ts';
import { WrongField } from '../wrong-field.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  { msisdn: Type.String({ minLength: 1, maxLength: 64, description: 'The number, in any spelling.' }) },
  { additionalProperties: false },
);

const Entry = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    purpose: Type.String({
      description:
        'What for. `messages` stands for messages at all, `messages:<sender>` for those of one sender ID.',
    }),
    version: Type.String({ description: 'Of the wording; empty where it has none.' }),
    given: Type.Boolean({ description: 'False for a refusal, or a consent that was taken back.' }),
    wording: Type.String({ description: 'The words that were shown, or those the person wrote.' }),
    language: Type.String({ description: 'BCP 47; empty where unknown.' }),
    source: Type.String({ description: '`flow`, `mo`, `receipt`, `api` or `cli`.' }),
    runId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
      description:
        'The response it was given in. Null to keys without the scope `admin`: it would tell whose answers those are.',
    }),
    at: Time,
  },
  { additionalProperties: false, title: 'ConsentEntry' },
);

const Ledger = Type.Object(
  { items: Type.Array(Entry) },
  { additionalProperties: false, title: 'ConsentLedger' },
);

const api: ApiDoc = {
  tag: 'Contacts',
  operationId: 'listConsents',
  summary: 'Read the consents of a person',
  description:
    'Everything a person agreed to or refused, with the words that were shown; the newest 500 entries, newest first. Entries are only ever added: the newest of a purpose holds.',
  example: {
    answer: {
      items: [
        {
          id: '019aa7b0-5322-7cf3-8c02-303165997da5',
          purpose: 'messages',
          version: '',
          given: false,
          wording: 'STOP',
          language: '',
          source: 'mo',
          runId: null,
          at: '2026-11-21T16:30:03.101Z',
        },
      ],
    },
  },
};

/** `GET /api/v1/consents` */
export function listConsentsRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/consents',
    { config: { access, api }, schema: { querystring: Query, response: { 200: Ledger, 422: Problem } } },
    async (request) => {
      const { account, key } = callerOf(request);
      const mayLink = key.scopes.has('admin');
      const msisdn = normaliseMsisdn(request.query.msisdn, account.defaultCountry, true);
      if (msisdn === null) throw new WrongField('msisdn', `"${request.query.msisdn}" is not a phone number`);
      const rows = await readConsents(deps.pool, account.id, msisdn);
      return {
        items: rows.map(({ msisdn: _, at, runId, ...entry }) => ({
          ...entry,
          runId: mayLink ? runId : null,
          at: at.toISOString(),
        })),
      };
    },
  );
}
