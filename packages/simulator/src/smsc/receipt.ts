import { EsmClass, formatReceipt, type PduInput, RegisteredDelivery } from '@ujumbe/smpp';
import type { SubmitPlan } from './behaviours/behaviour.ts';
import { formatId } from './message-ids.ts';

/** What a receipt needs to know of the submit it answers. */
export interface ReceiptSubject {
  number: number;
  /** Sender and subscriber of the submit, with their TON and NPI. */
  sender: { ton: number; npi: number; address: string };
  subscriber: { ton: number; npi: number; address: string };
  registeredDelivery: number;
  submittedAt: Date;
  /** Beginning of the message, for `text:`. */
  excerpt: string;
}

/** message_state by the operator's word. Words that are not here are told as UNKNOWN. */
const messageStates: Readonly<Record<string, number>> = {
  SCHEDULED: 0,
  ENROUTE: 1,
  BUFFRED: 1,
  DELIVRD: 2,
  DELIVERED: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIV: 5,
  FAILED: 5,
  ACCEPTD: 6,
  UNKNOWN: 7,
  REJECTD: 8,
  REJECTED: 8,
  SKIPPED: 9,
};

export function messageStateOf(stat: string): number {
  return messageStates[stat.toUpperCase()] ?? 7;
}

export function isDelivered(stat: string): boolean {
  return messageStateOf(stat) === 2;
}

/** Whether registered_delivery asks for a receipt of this final state (SMPP 3.4 section 5.2.17). */
export function wantsReceipt(registeredDelivery: number, stat: string): boolean {
  switch (registeredDelivery & RegisteredDelivery.receiptMask) {
    case RegisteredDelivery.none:
      return false;
    case RegisteredDelivery.failureOnly:
      return !isDelivered(stat);
    case RegisteredDelivery.successOnly:
      return isDelivered(stat);
    default:
      return true;
  }
}

/** The deliver_sm of a receipt: from the subscriber to the sender, in the forms the plan asks for. */
export function buildReceipt(
  subject: ReceiptSubject,
  plan: SubmitPlan,
  stat: string,
  err: string,
  provisional: boolean,
): PduInput<'deliver_sm'> {
  const asked = (subject.registeredDelivery & RegisteredDelivery.intermediate) !== 0;
  const pdu: PduInput<'deliver_sm'> = {
    command: 'deliver_sm',
    sourceAddrTon: subject.subscriber.ton,
    sourceAddrNpi: subject.subscriber.npi,
    sourceAddr: subject.subscriber.address,
    destAddrTon: subject.sender.ton,
    destAddrNpi: subject.sender.npi,
    destinationAddr: subject.sender.address,
    esmClass: provisional && asked ? EsmClass.intermediateNotification : EsmClass.deliveryReceipt,
  };
  if (plan.receiptForm !== 'tlv') {
    const text = formatReceipt({
      id: formatId(subject.number, plan.receiptId),
      submitDate: subject.submittedAt,
      doneDate: new Date(),
      state: isDelivered(stat) ? 'DELIVERED' : 'UNKNOWN',
      stat,
      err,
      text: subject.excerpt.replace(/[^ -~]/g, '?'),
    });
    pdu.shortMessage = Buffer.from(text, 'latin1');
  }
  if (plan.receiptForm !== 'text') {
    pdu.tlvs = {
      receiptedMessageId: formatId(subject.number, plan.receiptTlvId),
      messageState: messageStateOf(stat),
      ...networkError(err),
    };
  }
  return pdu;
}

/** network_error_code: network type 3 (GSM) and the code, when the code is a number that says something. */
function networkError(err: string): { networkErrorCode?: Buffer } {
  const code = /^\d{1,5}$/.test(err) ? Number(err) : 0;
  if (code === 0 || code > 0xffff) return {};
  return { networkErrorCode: Buffer.from([3, code >> 8, code & 0xff]) };
}
