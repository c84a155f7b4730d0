import { messageOctets, type PduOf, parseUdh } from '@ujumbe/smpp';
import type { PartOf } from '../reassembly.ts';
import type { SubmitPlan } from './behaviours/behaviour.ts';
import type { Link } from './link.ts';

export type SubmitPdu = PduOf<'submit_sm' | 'data_sm'>;

/** A submit and what was decided about it. */
export interface Submission {
  pdu: SubmitPdu;
  link: Link;
  /** The subscriber's number without '+'. */
  to: string;
  part: PartOf | null;
  plan: SubmitPlan;
  number: number;
  /** The number as written in the answer. */
  messageId: string;
  /** Whether the operator acts on it: it was neither refused nor lost. */
  taken: boolean;
}

/** Place in a long message, from the UDH or the SAR parameters; null for a single message. */
export function partOf(pdu: SubmitPdu): PartOf | null {
  if ((pdu.esmClass & 0x40) !== 0) return parseUdh(messageOctets(pdu)).concat ?? null;
  const { sarMsgRefNum = 0, sarSegmentSeqnum = 0, sarTotalSegments = 0 } = pdu.tlvs ?? {};
  if (sarTotalSegments < 2) return null;
  return { reference: sarMsgRefNum, sequence: sarSegmentSeqnum, total: sarTotalSegments };
}

/** A hop of a USSD session rather than a message. */
export function isUssd(pdu: SubmitPdu): boolean {
  return pdu.tlvs?.ussdServiceOp !== undefined;
}

/** Class 0 by data_coding (3GPP TS 23.038 section 4) or by dest_addr_subunit 1, the display. */
export function isFlash(pdu: SubmitPdu): boolean {
  const { dataCoding } = pdu;
  const generalWithClass = (dataCoding & 0xd0) === 0x10;
  const classGroup = (dataCoding & 0xf0) === 0xf0;
  if ((generalWithClass || classGroup) && (dataCoding & 0x03) === 0) return true;
  return pdu.tlvs?.destAddrSubunit === 1;
}
