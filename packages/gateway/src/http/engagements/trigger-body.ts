import { formatMoney, type Money } from '#core/money.ts';
import { describeRefusal, type Refusal } from '#core/refusal.ts';

/** What the answer says of one trigger. */
export type Triggered = {
  /** As the client wrote them. */
  readonly msisdn: string;
  readonly srcSystem: string;
  /** Of the first SMS. */
  readonly messageId: string;
  readonly currency: string;
  readonly cost: Money;
  readonly balance: Money;
  readonly mcc: string;
  readonly mnc: string;
  /** Null for success. */
  readonly refusal: Refusal | null;
};

/** The body about one trigger: the words of the answer to a message, so that one routine of a client reads both. All are strings. */
export function triggerBody(triggered: Triggered): string {
  const { msisdn, srcSystem, messageId, currency, cost, balance, mcc, mnc, refusal } = triggered;
  return JSON.stringify({
    msisdn,
    srcSystem,
    msgId: messageId,
    cost: `${currency} ${formatMoney(cost)}`,
    balance: `${currency} ${formatMoney(balance)}`,
    mcc,
    mnc,
    desc: refusal === null ? 'Success' : describeRefusal(refusal),
    status: refusal === null ? 'SUCCESS' : 'FAILED',
    statusCode: refusal?.code ?? '0',
  });
}
