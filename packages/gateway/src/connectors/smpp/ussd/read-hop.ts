import {
  CommandStatus,
  decodeUssd,
  EsmClass,
  messageOctets,
  type PduOf,
  type RawTlv,
  type UssdEncoding,
} from '@ujumbe/smpp';
import type { UssdEvent } from '#core/ussd.ts';
import { type Address, readSubscriber } from '../addresses.ts';
import { tidyOperatorText } from '../operator-text.ts';
import type { SmppSettings } from '../settings.ts';
import type { InboundMeaning, UssdDialect } from './dialects.ts';
import { hasEndBit, sessionKey, sessionOctets, tlvOctets } from './session-tlv.ts';

export type Delivery = PduOf<'deliver_sm' | 'data_sm'>;

/** What of a delivery its reply needs: both addresses as they came, the session id, TLVs to repeat. */
export type HopOrigin = {
  readonly subscriber: Address;
  readonly code: Address;
  readonly session: Buffer | null;
  readonly echo: readonly RawTlv[];
};

/** A delivery read as a hop of a session, or why it is none; `why` holds nothing of the subscriber's. */
export type ReadHop =
  | { readonly kind: 'hop'; readonly event: UssdEvent; readonly origin: HopOrigin }
  | { readonly kind: 'unusable'; readonly status: number; readonly why: string };

/** Longer than any handset sends; what is beyond is nobody's typing. */
const TEXT_MAX = 255;
const ADDRESS_MAX = 65;

/** Makes the functions that recognise and read the USSD deliveries of one operator. */
export function hopReader(dialect: UssdDialect, settings: SmppSettings) {
  const meanings = new Map<number, InboundMeaning>();
  for (const [meaning, ops] of Object.entries(dialect.inOps)) {
    for (const op of ops) meanings.set(op, meaning as InboundMeaning);
  }
  return { isUssd, read };

  /** By its operation, or by its service type where it is no receipt. */
  function isUssd(pdu: Delivery): boolean {
    if (pdu.tlvs?.ussdServiceOp !== undefined) return true;
    if (dialect.serviceType === '' || pdu.serviceType !== dialect.serviceType) return false;
    return !isReceipt(pdu.esmClass);
  }

  function read(pdu: Delivery): ReadHop {
    const op = pdu.tlvs?.ussdServiceOp;
    const meaning = op === undefined ? 'either' : meanings.get(op);
    if (meaning === undefined) {
      const why = `ussd_service_op ${op} has no meaning in the profile: add it to ussd.inOps`;
      return { kind: 'unusable', status: CommandStatus.ESME_RX_P_APPN, why };
    }
    const msisdn =
      readSubscriber(pdu.sourceAddr, pdu.sourceAddrTon, settings) ||
      tidyOperatorText(pdu.sourceAddr, ADDRESS_MAX);
    const session = sessionOctets(pdu.tlvs, dialect);
    const key = sessionKey(session, msisdn, dialect);
    const isEnd = isEndMeaning(meaning) || (meaning !== 'begin' && hasEndBit(session, dialect));
    if (key === null || (msisdn === '' && !isEnd)) {
      const why = 'a USSD delivery names no subscriber in its source address';
      return { kind: 'unusable', status: CommandStatus.ESME_RINVSRCADR, why };
    }
    const hop = { session: key, msisdn, step: null, network: null };
    const event: UssdEvent = isEnd
      ? { ...hop, kind: 'end', reason: meaning === 'timeout' ? 'timeout' : 'user' }
      : toEvent(hop, meaning, pdu);
    return { kind: 'hop', event, origin: originOf(pdu, session) };
  }

  function toEvent(
    hop: Pick<UssdEvent, 'session' | 'msisdn' | 'step' | 'network'>,
    meaning: InboundMeaning | 'either',
    pdu: Delivery,
  ): UssdEvent {
    const text = textOf(pdu);
    switch (meaning) {
      case 'begin':
        return { ...hop, kind: 'begin', dialled: dialledIn(pdu, text) };
      case 'either':
        return { ...hop, kind: 'either', dialled: dialledIn(pdu, text), text };
      default:
        return { ...hop, kind: 'continue', text };
    }
  }

  /** Some operators leave the one field empty and fill the other for some codes. */
  function dialledIn(pdu: Delivery, text: string): string {
    const address = tidyOperatorText(pdu.destinationAddr, ADDRESS_MAX);
    return dialect.codeField === 'shortMessage' ? text || address : address || text;
  }

  function textOf(pdu: Delivery): string {
    const override = settings.encoding.inboundOverrides[String(pdu.dataCoding)];
    const encoding = override === undefined ? undefined : ussdEncodings[override];
    const packed = dialect.packed || override === 'gsm-packed';
    return decodeUssd(messageOctets(pdu), pdu.dataCoding, packed, encoding)
      .replaceAll('\0', '')
      .slice(0, TEXT_MAX);
  }

  function originOf(pdu: Delivery, session: Buffer | null): HopOrigin {
    const echo: RawTlv[] = [];
    for (const tag of dialect.echoTlvs) {
      const value = tlvOctets(pdu.tlvs, tag);
      if (value !== null && tag !== dialect.sessionTlv) echo.push({ tag, value });
    }
    return {
      subscriber: { ton: pdu.sourceAddrTon, npi: pdu.sourceAddrNpi, address: pdu.sourceAddr },
      code: { ton: pdu.destAddrTon, npi: pdu.destAddrNpi, address: pdu.destinationAddr },
      session,
      echo,
    };
  }
}

export type HopReader = ReturnType<typeof hopReader>;

type Override = SmppSettings['encoding']['inboundOverrides'][string];

/** What the alphabets that a profile can give a data_coding are in USSD. */
const ussdEncodings: Readonly<Record<Override, UssdEncoding>> = {
  gsm: 'gsm7',
  'gsm-packed': 'gsm7',
  ucs2: 'ucs2',
  latin1: '8-bit',
  ascii: '8-bit',
  utf8: '8-bit',
  binary: '8-bit',
};

function isReceipt(esmClass: number): boolean {
  const type = esmClass & EsmClass.typeMask;
  return type === EsmClass.deliveryReceipt || (type & EsmClass.intermediateNotification) !== 0;
}

function isEndMeaning(meaning: InboundMeaning | 'either'): boolean {
  return meaning === 'end' || meaning === 'timeout' || meaning === 'shown';
}
