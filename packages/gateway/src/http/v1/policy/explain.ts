import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { storable } from '#core/storable.ts';
import { explainFor } from '#policy/explain-for.ts';
import { contactKinds } from '#policy/judge-contact.ts';
import { networkOf } from '#routing/number-plan.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { readTime } from '../read-time.ts';
import { Problem, Time } from '../schemas.ts';
import { WrongField } from '../wrong-field.ts';

const access: Access = { auth: 'key', scope: 'flows:read', rateClass: 'read', bodyLimit: 64 * 1024 };

const Question = Type.Object(
  {
    to: Type.String({ minLength: 1, maxLength: 64 }),
    sender: Type.String({ minLength: 1, maxLength: 20, description: 'Sender ID or short code.' }),
    what: Type.Optional(
      Type.Enum([...contactKinds], {
        default: 'survey-start',
        description: 'What is about to be said to somebody who does not wait for it.',
      }),
    ),
    at: Type.Optional(Type.String({ format: 'date-time', description: 'When; without it now.' })),
    contactAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'Of the contact a survey asks about.' }),
    ),
    text: Type.Optional(Type.String({ maxLength: 10_000, description: 'To see its suffix and parts.' })),
  },
  { additionalProperties: false, title: 'PolicyQuestion' },
);

const Answer = Type.Object(
  {
    verdict: Type.Enum(['now', 'later', 'never']),
    at: Type.Union([Time, Type.Null()], { description: 'With `later`: from when on.' }),
    country: Type.String({ description: 'ISO 3166 alpha-2 of the number; empty where unknown.' }),
    text: Type.Union([Type.String(), Type.Null()], { description: 'As it would be sent.' }),
    rules: Type.Array(
      Type.Object(
        {
          rule: Type.Enum(['country', 'sender', 'opt-out', 'consent', 'hours', 'suffix']),
          decision: Type.Enum(['ok', 'later', 'never', 'note']),
          says: Type.String(),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, title: 'PolicyExplanation' },
);

const api: ApiDoc = {
  tag: 'Contacts',
  operationId: 'explainPolicy',
  summary: 'See whether a person may be written to',
  description:
    'Every rule that is looked at, with what it decides: the country of the number, the sender’s purpose, opt-outs, consents, hours, the opt-out suffix. Nothing is sent or charged.',
  example: {
    body: { to: '0712345678', sender: 'UJUMBE', what: 'survey-start', at: '2026-11-22T19:00:00Z' },
    answer: {
      verdict: 'now',
      at: null,
      country: 'KE',
      text: null,
      rules: [
        {
          rule: 'country',
          decision: 'note',
          says: 'The number is of Safaricom KE (KE): the rules of Kenya hold.',
        },
        { rule: 'sender', decision: 'ok', says: '"UJUMBE" is a transactional sender ID of the account.' },
      ],
    },
  },
};

/** `POST /api/v1/policy/explain` */
export function explainPolicyRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post<{ Body: Static<typeof Question> }>(
    '/api/v1/policy/explain',
    { config: { access, api }, schema: { body: Question, response: { 200: Answer, 422: Problem } } },
    async (request) => {
      const { account } = callerOf(request);
      const { to, sender, what = 'survey-start', text = '' } = request.body;
      const msisdn = normaliseMsisdn(to.trim(), account.defaultCountry, account.settings.lenientNumbers);
      if (msisdn === null) throw new WrongField('to', `"${to}" is not a mobile number`);
      const network = networkOf(msisdn);
      const explained = await explainFor(deps.pool, account, {
        msisdn,
        network,
        senderId: storable(sender).trim(),
        what,
        at: readTime(request.body, 'at') ?? deps.clock.now(),
        contactAt: readTime(request.body, 'contactAt') ?? null,
        text,
      });
      return {
        ...explained,
        at: explained.at === null ? null : new Date(explained.at).toISOString(),
        country: network.country,
      };
    },
  );
}
