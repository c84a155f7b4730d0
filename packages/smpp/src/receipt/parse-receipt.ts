import { EsmClass } from '../esm-class.ts';
import type { PduOf } from '../pdu/pdu.ts';
import { decodeShortMessage, type InboundOverrides } from '../text/decode-short-message.ts';
import type { Tlvs } from '../tlv.ts';
import { parseReceiptDate } from './receipt-date.ts';
import { looksLikeReceipt, readReceiptText } from './receipt-text.ts';
import { type ReceiptState, stateOfNumber, stateOfWord, stateWords } from './state.ts';

export interface Receipt {
  /** Ids to match by, most trusted first: the TLV receipted_message_id, then `id:` of the text. May be empty. */
  ids: string[];
  state: ReceiptState;
  /** The operator's own word, upper or lower case as sent; from message_state when the text has none. */
  stat: string;
  /** The operator's error code: from the text, else from network_error_code. */
  err?: string;
  submitDate?: Date;
  doneDate?: Date;
  /** Beginning of the message, as some operators repeat it. */
  text?: string;
  /** True when a further receipt follows. */
  intermediate: boolean;
  /** The whole text as received, for the record. */
  raw: string;
}

export interface ReceiptOptions {
  /** Take a text of the form `id:… stat:…` for a receipt even if nothing in the PDU marks it. Off: it is an MO. */
  sniffText?: boolean | undefined;
  inboundOverrides?: InboundOverrides | undefined;
  /** Zone of the dates in the text, minutes east of UTC. */
  utcOffsetMinutes?: number | undefined;
}

/**
 * The receipt in a deliver_sm or data_sm, or null when it is an MO. Marks, in order: the message type of esm_class
 * (0x04 final, 0x20 intermediate), the TLVs receipted_message_id with message_state, and with `sniffText` the text.
 * Never throws; a marked PDU with an unreadable text gives state UNKNOWN and no ids.
 */
export function parseReceipt(
  pdu: PduOf<'deliver_sm' | 'data_sm'>,
  options: ReceiptOptions = {},
): Receipt | null {
  const type = pdu.esmClass & EsmClass.typeMask;
  const isMarked =
    type === EsmClass.deliveryReceipt ||
    type === EsmClass.intermediateNotification ||
    (pdu.tlvs?.receiptedMessageId !== undefined && pdu.tlvs.messageState !== undefined);
  if (!isMarked && options.sniffText !== true) return null;
  const raw = decodeReceiptText(pdu, options);
  if (!isMarked && !looksLikeReceipt(raw)) return null;
  return toReceipt(raw, pdu.tlvs ?? {}, type === EsmClass.intermediateNotification, options.utcOffsetMinutes);
}

/**
 * Receipts are written by machines, in ASCII, though data_coding 0 says GSM: there 0x5f would be "§", not "_", and NUL
 * would be "@". Only control codes, which ASCII receipts do not have, show that GSM is meant.
 */
function decodeReceiptText(pdu: PduOf<'deliver_sm' | 'data_sm'>, options: ReceiptOptions): string {
  const { text, encoding, octets } = decodeShortMessage(pdu, options);
  return encoding === 'gsm7' && !hasControlCodes(octets) ? octets.toString('latin1') : text;
}

function hasControlCodes(octets: Uint8Array): boolean {
  for (let index = 0; index < octets.length; index++) {
    const octet = octets[index] as number;
    if (octet < 0x20 && octet !== 0 && octet !== 0x0a && octet !== 0x0d) return true;
  }
  return false;
}

function toReceipt(
  raw: string,
  tlvs: Tlvs,
  intermediate: boolean,
  utcOffsetMinutes: number | undefined,
): Receipt {
  const words = readReceiptText(raw);
  const state = readState(words.stat, tlvs.messageState);
  const receipt: Receipt = {
    ids: distinctIds(tlvs.receiptedMessageId?.trim(), words.id),
    state,
    stat: words.stat ?? stateWords[state],
    intermediate,
    raw,
  };
  const err = words.err ?? readNetworkError(tlvs.networkErrorCode);
  const submitDate = words.submitDate && parseReceiptDate(words.submitDate, utcOffsetMinutes);
  const doneDate = words.doneDate && parseReceiptDate(words.doneDate, utcOffsetMinutes);
  if (err !== undefined) receipt.err = err;
  if (submitDate) receipt.submitDate = submitDate;
  if (doneDate) receipt.doneDate = doneDate;
  if (words.text !== undefined) receipt.text = words.text;
  return receipt;
}

/** The TLV is exact where it is one of the standard's numbers; otherwise the word decides. */
function readState(word: string | undefined, messageState: number | undefined): ReceiptState {
  if (messageState !== undefined && messageState <= 9) return stateOfNumber(messageState);
  return word === undefined ? 'UNKNOWN' : stateOfWord(word);
}

/** network_error_code: a type octet and a 16-bit code; some operators send three ASCII digits instead. */
function readNetworkError(value: Buffer | undefined): string | undefined {
  if (value?.length !== 3) return undefined;
  const ascii = value.toString('latin1');
  return /^\d{3}$/.test(ascii) ? ascii : String(value.readUInt16BE(1));
}

function distinctIds(first: string | undefined, second: string | undefined): string[] {
  const ids: string[] = [];
  if (first) ids.push(first);
  if (second && second !== first) ids.push(second);
  return ids;
}
