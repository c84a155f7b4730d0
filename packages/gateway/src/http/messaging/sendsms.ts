import type { FastifyInstance } from 'fastify';
import { type AcceptResult, lane } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Refusal } from '#core/refusal.ts';
import { type Access, callerOf } from '../access.ts';
import type { HttpDeps } from '../deps.ts';
import { HttpError } from '../http-error.ts';
import { idempotencyOf } from '../idempotency.ts';
import { readJson } from '../read-json.ts';
import { sendsmsDoc } from './docs.ts';
import { isRefusal, readItem, readItemObject, writtenRecipient } from './read-item.ts';
import { resultBody } from './result-body.ts';
import { sendJson } from './send-json.ts';

const access: Access = { auth: 'key', scope: 'sms:send', rateClass: 'send', bodyLimit: 64 * 1024 };

/** `POST /api/messaging/sendsms`: one message in, one result out. A refusal is HTTP 200 as well, or 400 where the account asks for it. */
export function sendsmsRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post('/api/messaging/sendsms', { config: { access, api: sendsmsDoc } }, async (request, reply) => {
    const { account } = callerOf(request);
    const item = readItemObject(readJson(request.body, request.headers['content-type']));
    if (item === null) throw new HttpError(400, 'The body must be one JSON object.');
    const idempotency = idempotencyOf(request, 'sendsms', request.body as Buffer);
    const read = readItem(item, lane.normal);
    const result = isRefusal(read)
      ? await refuse(deps, account, read)
      : (await deps.accept(account, [read], idempotency))[0];
    if (result === undefined) throw new Error('A request was accepted without a result.');
    const status = result.accepted ? 200 : account.settings.failedHttpStatus;
    sendJson(reply, status, singleBody(account, item.to, result));
  });
}

function singleBody(account: Account, to: unknown, result: AcceptResult): string {
  return resultBody({
    currency: account.currency,
    cost: result.accepted ? result.cost : 0,
    balance: result.balance,
    messageId: result.messageId,
    to: writtenRecipient(to),
    mcc: result.mcc,
    mnc: result.mnc,
    refusal: result.accepted ? null : result.refusal,
  });
}

async function refuse(deps: HttpDeps, account: Account, refusal: Refusal): Promise<AcceptResult> {
  const balance = await deps.balanceOf(account.id);
  return { accepted: false, messageId: newId(deps.clock.now()), refusal, balance, mcc: '', mnc: '' };
}
