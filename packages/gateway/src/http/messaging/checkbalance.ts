import type { FastifyInstance } from 'fastify';
import { formatMoney } from '#core/money.ts';
import { type Access, callerOf } from '../access.ts';
import type { HttpDeps } from '../deps.ts';
import { checkbalanceDoc } from './docs.ts';
import { timestampOf } from './error-body.ts';
import { sendJson } from './send-json.ts';

/** Clients ask for the balance before they send, so a key that may send may ask. */
const access: Access = { auth: 'key', scope: 'sms:send', rateClass: 'read', bodyLimit: 1024 };

/** `GET /api/messaging/checkbalance`: what is left, as a number in text without its currency. */
export function checkbalanceRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.get(
    '/api/messaging/checkbalance',
    { config: { access, api: checkbalanceDoc } },
    async (request, reply) => {
      const { account } = callerOf(request);
      const balance = await deps.balanceOf(account.id);
      const body = JSON.stringify({
        balance: formatMoney(balance),
        currency: account.currency,
        statusCode: '0',
        status: 'SUCCESS',
        desc: 'Success',
        timestamp: timestampOf(deps.clock.now()),
      });
      sendJson(reply, 200, body);
    },
  );
}
