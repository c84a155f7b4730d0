import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { type AcceptResult, lane } from '#core/accept.ts';
import { formatMoney } from '#core/money.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { idempotencyOf } from '../../idempotency.ts';
import { refuseMessage } from '../refuse-message.ts';
import { Amount, Lane, Problem } from '../schemas.ts';

const access: Access = { auth: 'key', scope: 'sms:send', rateClass: 'send', bodyLimit: 64 * 1024 };

const NewMessage = Type.Object(
  {
    from: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'A sender ID or short code of the account.',
    }),
    to: Type.String({
      minLength: 1,
      maxLength: 64,
      description:
        "The recipient: `2547…`, `+2547…`, `07…`; without country code it is read in the account's country.",
    }),
    text: Type.String({ minLength: 1, maxLength: 10_000, description: 'At most 10 parts.' }),
    ref: Type.Optional(
      Type.String({ maxLength: 128, description: 'Your own reference; it need not be unique.' }),
    ),
    flash: Type.Optional(
      Type.Boolean({ default: false, description: 'Show it at once instead of storing it.' }),
    ),
    lane: Type.Optional(Lane),
    validityMinutes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_080,
        description: "How long it is worth delivering; else the account's setting.",
      }),
    ),
  },
  { additionalProperties: false, title: 'NewMessage' },
);

const AcceptedMessage = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    state: Type.Literal('queued'),
    parts: Type.Integer(),
    mcc: Type.String(),
    mnc: Type.String(),
    cost: Amount,
    balance: Amount,
    currency: Type.String(),
  },
  { additionalProperties: false, title: 'AcceptedMessage' },
);

/** Fields have other names here than in the compatible API. */
const fieldNames = { message: 'text', refId: 'ref' };

const api: ApiDoc = {
  tag: 'Messages',
  operationId: 'sendMessage',
  summary: 'Send a message',
  description:
    'Answers 201 once the message and its price are stored. What cannot be sent answers 422 with a `code`, too little money 402.',
  idempotent: true,
  example: {
    body: { from: 'TIARA', to: '254712345678', text: 'Your code is 4711', ref: 'order-4711', lane: 'urgent' },
    answer: {
      id: '019aa7b0-5322-7cf3-8c02-303165997da5',
      state: 'queued',
      parts: 1,
      mcc: '639',
      mnc: '02',
      cost: '0.6',
      balance: '3137.5598',
      currency: 'KES',
    },
  },
};

/** `POST /api/v1/messages` */
export function sendMessageRoute(app: FastifyInstance, deps: HttpDeps): void {
  const schema = { body: NewMessage, response: { 201: AcceptedMessage, 402: Problem, 422: Problem } };
  app.post<{ Body: Static<typeof NewMessage> }>(
    '/api/v1/messages',
    { config: { access, api }, schema },
    async (request, reply) => {
      const { account } = callerOf(request);
      const { body } = request;
      const idempotency = idempotencyOf(request, 'v1 messages', JSON.stringify(body));
      const [result] = await deps.accept(
        account,
        [
          {
            from: body.from,
            to: body.to,
            text: body.text,
            refId: body.ref ?? '',
            linkId: null,
            flash: body.flash ?? false,
            lane: lane[body.lane ?? 'normal'],
            validityMinutes: body.validityMinutes ?? null,
          },
        ],
        idempotency,
      );
      if (result === undefined) throw new Error('A request was accepted without a result.');
      if (!result.accepted) return refuseMessage(reply, result.refusal, fieldNames);
      return reply
        .code(201)
        .header('location', `/api/v1/messages/${result.messageId}`)
        .send(acceptedBody(result, account.currency));
    },
  );
}

function acceptedBody(
  result: AcceptResult & { accepted: true },
  currency: string,
): Static<typeof AcceptedMessage> {
  const { messageId, parts, mcc, mnc, cost, balance } = result;
  return {
    id: messageId,
    state: 'queued',
    parts,
    mcc,
    mnc,
    cost: formatMoney(cost),
    balance: formatMoney(balance),
    currency,
  };
}
