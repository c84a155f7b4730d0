import { formatMoney, type Money } from '#core/money.ts';
import { describeRefusal, type Refusal } from '#core/refusal.ts';

/** What the answer says of one message, accepted or not. */
export type Result = {
  readonly currency: string;
  readonly cost: Money;
  readonly balance: Money;
  readonly messageId: string;
  /** The recipient as the client wrote it. */
  readonly to: string;
  readonly mcc: string;
  readonly mnc: string;
  /** Null for success. */
  readonly refusal: Refusal | null;
};

/**
 * The body about one message: these nine keys in this order, all strings. Clients in the field refuse to read a body with
 * a tenth key, and read this one even for failures. Written by hand because it is written more often than any other.
 */
export function resultBody(result: Result): string {
  const { currency, refusal } = result;
  const outcome =
    refusal === null
      ? '"desc":"Success","status":"SUCCESS","statusCode":"0"'
      : `"desc":${JSON.stringify(describeRefusal(refusal))},"status":"FAILED","statusCode":"${refusal.code}"`;
  return (
    `{"cost":"${currency} ${formatMoney(result.cost)}","mnc":"${result.mnc}"` +
    `,"balance":"${currency} ${formatMoney(result.balance)}","msgId":"${result.messageId}"` +
    `,"to":${JSON.stringify(result.to)},"mcc":"${result.mcc}",${outcome}}`
  );
}
