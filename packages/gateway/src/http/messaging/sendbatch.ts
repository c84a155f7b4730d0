import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AcceptResult, lane, type SmsRequest } from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Money } from '#core/money.ts';
import type { Refusal } from '#core/refusal.ts';
import { type Access, callerOf } from '../access.ts';
import type { HttpDeps } from '../deps.ts';
import type { HttpError } from '../http-error.ts';
import { idempotencyOf } from '../idempotency.ts';
import { readJson } from '../read-json.ts';
import { answerHttpError } from './answer-error.ts';
import { type BatchItem, batchItems } from './batch-items.ts';
import { sendbatchDoc } from './docs.ts';
import { isRefusal, readItem, writtenRecipient } from './read-item.ts';
import { resultBody } from './result-body.ts';
import { sendJson } from './send-json.ts';

const access: Access = {
  auth: 'key-later',
  scope: 'sms:send',
  rateClass: 'send',
  bodyLimit: 5 * 1024 * 1024,
};

/** `POST /api/messaging/sendbatch`: many messages in, a flat array of results out, one a recipient, in the order given. */
export function sendbatchRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post('/api/messaging/sendbatch', { config: { access, api: sendbatchDoc } }, async (request, reply) => {
    if (request.refusedCaller !== null) {
      refuseEach(request.refusedCaller, request, reply, deps);
      return;
    }
    const { account } = callerOf(request);
    const items = batchItems(readJson(request.body, request.headers['content-type']), deps.settings.maxBatch);
    const idempotency = idempotencyOf(request, 'sendbatch', request.body as Buffer);
    const read = items.map(readBatchItem);
    const requests = read.filter((one) => !isRefusal(one)) as SmsRequest[];
    const results = requests.length > 0 ? await deps.accept(account, requests, idempotency) : [];
    const before = results[0] ? balanceBefore(results[0]) : await deps.balanceOf(account.id);
    sendJson(reply, 200, batchBody(deps, account, items, read, results, before));
  });
}

function readBatchItem(item: BatchItem): SmsRequest | Refusal {
  return item === null ? { code: '1002', field: '' } : readItem(item, lane.bulk);
}

function balanceBefore(first: AcceptResult): Money {
  return first.accepted ? first.balance + first.cost : first.balance;
}

/** A refusal made here shows the balance that stood when its turn came. */
function batchBody(
  deps: HttpDeps,
  account: Account,
  items: readonly BatchItem[],
  read: readonly (SmsRequest | Refusal)[],
  results: readonly AcceptResult[],
  before: Money,
): string {
  const bodies: string[] = [];
  let balance = before;
  let next = 0;
  for (const [index, one] of read.entries()) {
    const result = isRefusal(one) ? undefined : results[next++];
    if (result !== undefined) balance = result.balance;
    bodies.push(
      resultBody({
        currency: account.currency,
        cost: result?.accepted ? result.cost : 0,
        balance,
        messageId: result?.messageId ?? newId(deps.clock.now()),
        to: writtenRecipient(items[index]?.to),
        mcc: result?.mcc ?? '',
        mnc: result?.mnc ?? '',
        refusal: isRefusal(one) ? one : refusalOf(result),
      }),
    );
  }
  return `[${bodies.join(',')}]`;
}

function refusalOf(result: AcceptResult | undefined): Refusal | null {
  if (result === undefined) return { code: '1099' };
  return result.accepted ? null : result.refusal;
}

/** The documentation shows one error for each item of a batch whose key is refused, so the items are counted. */
function refuseEach(refusal: HttpError, request: FastifyRequest, reply: FastifyReply, deps: HttpDeps): void {
  answerHttpError(refusal, countItems(request, deps.settings.maxBatch), request, reply, deps);
}

function countItems(request: FastifyRequest, maxBatch: number): number {
  try {
    return batchItems(readJson(request.body, request.headers['content-type']), maxBatch).length;
  } catch {
    // What cannot be read has no items: the one error about the key says enough.
    return 1;
  }
}
