import { type BadPduSetting, badPdu } from './bad-pdu.ts';
import type { Behaviour } from './behaviour.ts';
import type { Chance } from './chance.ts';
import { type DropLinkSetting, dropLink } from './drop-link.ts';
import { type DuplicateReceiptsSetting, duplicateReceipts } from './duplicate-receipts.ts';
import { type EarlyReceiptsSetting, earlyReceipts } from './early-receipts.ts';
import { type ErrorsSetting, errors } from './errors.ts';
import { type FinalStateSetting, finalState } from './final-state.ts';
import { latency } from './latency.ts';
import { type LongReceiptsSetting, longReceipts } from './long-receipts.ts';
import { lostReceipts } from './lost-receipts.ts';
import { type ProvisionalReceiptsSetting, provisionalReceipts } from './provisional-receipts.ts';
import type { Range } from './range.ts';
import { receiptDelay } from './receipt-delay.ts';
import { type ReceiptFormSetting, receiptForm } from './receipt-form.ts';
import { type ReceiptIdSetting, receiptId } from './receipt-id.ts';
import { type RefuseBindsSetting, refuseBinds } from './refuse-binds.ts';
import { type SwallowSetting, swallow } from './swallow.ts';
import { type ThrottleSetting, throttle } from './throttle.ts';

/** Every behaviour, in the order in which they look at a submit. A new one is its file and two lines here. */
export const behaviours: readonly Behaviour[] = [
  refuseBinds,
  dropLink,
  swallow,
  badPdu,
  throttle,
  errors,
  latency,
  receiptDelay,
  receiptId,
  receiptForm,
  finalState,
  provisionalReceipts,
  longReceipts,
  lostReceipts,
  duplicateReceipts,
  earlyReceipts,
];

export interface BehaviourSettings {
  refuseBinds?: RefuseBindsSetting;
  dropLink?: DropLinkSetting;
  swallow?: SwallowSetting;
  badPdu?: BadPduSetting;
  throttle?: ThrottleSetting;
  errors?: ErrorsSetting;
  latency?: Range;
  receiptDelay?: Range;
  receiptId?: ReceiptIdSetting;
  receiptForm?: ReceiptFormSetting;
  finalState?: FinalStateSetting;
  provisionalReceipts?: ProvisionalReceiptsSetting;
  longReceipts?: LongReceiptsSetting;
  lostReceipts?: Chance;
  duplicateReceipts?: DuplicateReceiptsSetting;
  earlyReceipts?: EarlyReceiptsSetting;
}
