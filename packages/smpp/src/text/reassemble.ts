import type { InboundEncoding } from '../data-coding.ts';
import type { MessagePdu } from '../pdu/pdu.ts';
import { decodeText } from './decode-text.ts';
import type { UserDataHeader } from './udh.ts';

/** Where a part stands in its long message. */
export interface PartPosition {
  method: 'udh8' | 'udh16' | 'sar';
  reference: number;
  total: number;
  /** From 1. */
  sequence: number;
}

/** One received part, as a store keeps it. */
export interface MessagePart {
  sequence: number;
  /** Octets without the header. */
  octets: Uint8Array;
  encoding: InboundEncoding;
  udh?: UserDataHeader | undefined;
}

export interface JoinedMessage {
  complete: boolean;
  /** All parts in order; "…" stands for every run of missing ones. */
  text: string;
  /** Sequence numbers not yet received. */
  missing: number[];
}

/** Position from the header (as `decodeShortMessage` read it) or the SAR TLVs; null for a message of one part. */
export function partPosition(pdu: MessagePdu, udh: UserDataHeader | undefined): PartPosition | null {
  if (udh?.concat !== undefined) {
    const { reference, total, sequence, bits } = udh.concat;
    return total > 1 ? { method: bits === 8 ? 'udh8' : 'udh16', reference, total, sequence } : null;
  }
  const { sarMsgRefNum, sarTotalSegments, sarSegmentSeqnum } = pdu.tlvs ?? {};
  if (sarMsgRefNum === undefined || sarTotalSegments === undefined || sarSegmentSeqnum === undefined)
    return null;
  if (sarTotalSegments < 2 || sarSegmentSeqnum < 1 || sarSegmentSeqnum > sarTotalSegments) return null;
  return { method: 'sar', reference: sarMsgRefNum, total: sarTotalSegments, sequence: sarSegmentSeqnum };
}

/** Parts with the same key, from one connector, belong to one message. */
export function partKey(source: string, destination: string, position: PartPosition): string {
  return `${source}>${destination}:${position.method}:${position.reference}:${position.total}`;
}

/**
 * Joins parts received in any order. Of two with one sequence number the first counts. Neighbours of one alphabet
 * are joined as octets, so a character that a sender cut in two at the border is read whole.
 */
export function joinParts(parts: readonly MessagePart[], total: number): JoinedMessage {
  const bySequence = new Map<number, MessagePart>();
  for (const part of parts) {
    const isWanted = part.sequence >= 1 && part.sequence <= total;
    if (isWanted && !bySequence.has(part.sequence)) bySequence.set(part.sequence, part);
  }
  const missing: number[] = [];
  let text = '';
  let run: MessagePart[] = [];
  for (let sequence = 1; sequence <= total; sequence++) {
    const part = bySequence.get(sequence);
    if (part === undefined) {
      if (missing.at(-1) !== sequence - 1) {
        text += `${decodeRun(run)}…`;
        run = [];
      }
      missing.push(sequence);
    } else if (run.length > 0 && !canJoin(run[0] as MessagePart, part)) {
      text += decodeRun(run);
      run = [part];
    } else {
      run.push(part);
    }
  }
  return { complete: missing.length === 0, text: text + decodeRun(run), missing };
}

/** Packed septets start anew in every part, so those parts are decoded one by one. */
function canJoin(first: MessagePart, next: MessagePart): boolean {
  return (
    first.encoding === next.encoding &&
    first.encoding !== 'gsm7-packed' &&
    (first.udh?.lockingShift ?? 0) === (next.udh?.lockingShift ?? 0) &&
    (first.udh?.singleShift ?? 0) === (next.udh?.singleShift ?? 0)
  );
}

function decodeRun(run: readonly MessagePart[]): string {
  const [first] = run;
  if (first === undefined) return '';
  return decodeText(Buffer.concat(run.map((part) => part.octets)), first.encoding, first.udh);
}
