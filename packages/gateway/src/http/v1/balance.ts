import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { formatMoney } from '#core/money.ts';
import { type Access, callerOf } from '../access.ts';
import type { ApiDoc } from '../api-doc.ts';
import type { HttpDeps } from '../deps.ts';
import { Amount } from './schemas.ts';

const access: Access = { auth: 'key', scope: 'sms:read', rateClass: 'read', bodyLimit: 1024 };

const Balance = Type.Object(
  { balance: Amount, currency: Type.String({ description: 'ISO 4217.' }) },
  { additionalProperties: false, title: 'Balance' },
);

const api: ApiDoc = {
  tag: 'Account',
  operationId: 'readBalance',
  summary: 'Read the balance',
  description: 'What is left to send with.',
  example: { answer: { balance: '3137.5598', currency: 'KES' } },
};

/** `GET /api/v1/balance` */
export function readBalanceRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get(
    '/api/v1/balance',
    { config: { access, api }, schema: { response: { 200: Balance } } },
    async (request) => {
      const { account } = callerOf(request);
      return { balance: formatMoney(await deps.balanceOf(account.id)), currency: account.currency };
    },
  );
}
