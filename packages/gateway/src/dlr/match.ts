import { operatorIdKey } from '#core/operator-id.ts';
import type { ReceiptIdMode } from '#core/operator-profile.ts';

const DECIMAL = /^\d{1,39}$/;
const HEX = /^[0-9a-f]{1,32}$/;
/** Subscriber digits that must agree: operators write national and international forms. */
const SUBSCRIBER_DIGITS = 8;

/**
 * Keys under which the message of a receipt may be filed, the likeliest first. The mode names the base of the submit answer,
 * then the base of the receipt; `auto` tries the id as it is, then read in the other base. BigInt throughout, as ids exceed 2^53.
 */
export function receiptKeys(mode: ReceiptIdMode, operatorIds: readonly string[]): string[] {
  const keys = operatorIds.flatMap((id) => keysOf(mode, id.trim().toLowerCase()));
  return [...new Set(keys)];
}

function keysOf(mode: ReceiptIdMode, id: string): string[] {
  switch (mode) {
    case 'raw':
    case 'dec-dec':
    case 'hex-hex':
      return [operatorIdKey(id)];
    case 'hex-dec':
      return decimalAsHex(id);
    case 'dec-hex':
      return hexAsDecimal(id);
    case 'auto':
      return [operatorIdKey(id), ...decimalAsHex(id), ...hexAsDecimal(id)];
  }
}

function decimalAsHex(id: string): string[] {
  return DECIMAL.test(id) ? [BigInt(id).toString(16)] : [];
}

function hexAsDecimal(id: string): string[] {
  return HEX.test(id) ? [BigInt(`0x${id}`).toString(10)] : [];
}

/** Whether a receipt speaks of the subscriber a message went to. An empty number agrees with all: the profile ignores it. */
export function sameSubscriber(receiptMsisdn: string, msisdn: string): boolean {
  if (receiptMsisdn === '' || receiptMsisdn === msisdn) return true;
  return (
    receiptMsisdn.length >= SUBSCRIBER_DIGITS &&
    receiptMsisdn.slice(-SUBSCRIBER_DIGITS) === msisdn.slice(-SUBSCRIBER_DIGITS)
  );
}
