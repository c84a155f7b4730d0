import {
  chooseEncoding,
  countSeptets,
  type Encoding,
  EsmClass,
  encodeGsm7,
  formatSmppTime,
  isLatin1,
  type PduInput,
  type Segment,
  segmentMessage,
  type Tlvs,
} from '@ujumbe/smpp';
import type { OutboundSms } from '#core/connector.ts';
import { destinationAddress, sourceAddress } from './addresses.ts';
import { encodeExtraTlvs } from './extra-tlvs.ts';
import type { SmppSettings } from './settings.ts';

export type SubmitSm = PduInput<'submit_sm'>;
export type EncodedPart = { readonly part: number; readonly pdu: SubmitSm };
export type EncodeSms = (sms: OutboundSms, nowMs: number) => EncodedPart[];

const GSM_SINGLE = 160;
const SENDER_MAX = 20;
const SUBUNIT_DISPLAY = 1;
/** The longest a network holds a message (3GPP TS 23.040 section 9.2.3.12.1). */
const LONGEST_VALIDITY_S = 63 * 24 * 60 * 60;

/** A message that cannot be put on this operator's wire; the text is for the customer. */
export class UnsendableSms extends Error {
  override name = 'UnsendableSms';
}

/**
 * Makes the function that turns a message into the submit_sm PDUs still to be sent, for one operator's profile.
 * It throws UnsendableSms.
 */
export function smsEncoder(settings: SmppSettings): EncodeSms {
  const { encoding: profile } = settings;
  const extraTlvs = encodeExtraTlvs(settings.extraTlvs);
  const plainGsm = profile.dc0 === 'gsm';

  return function encodeSms(sms, nowMs) {
    if (sms.sender.length > SENDER_MAX)
      throw new UnsendableSms(`Sender ID is longer than ${SENDER_MAX} characters`);
    if (sms.parts === 1 && plainGsm) {
      const septets = countSeptets(sms.text);
      if (septets >= 0 && septets <= GSM_SINGLE) {
        const segment = { shortMessage: encodeGsm7(sms.text), esmClassUdhi: false, text: sms.text };
        return [{ part: 1, pdu: toSubmitSm(sms, segment, 'gsm7', true, nowMs) }];
      }
    }
    return encodeParts(sms, nowMs);
  };

  function encodeParts(sms: OutboundSms, nowMs: number): EncodedPart[] {
    const encoding = encodingFor(sms);
    const segments = segmentMessage(sms.text, {
      method: settings.longMethod,
      encoding,
      reference: concatReference(sms.messageId),
      profile,
    });
    if (segments.length > settings.maxParts) {
      throw new UnsendableSms(
        `Message takes ${segments.length} parts, the operator's limit is ${settings.maxParts}`,
      );
    }
    const parts: EncodedPart[] = [];
    for (const [index, segment] of segments.entries()) {
      const part = index + 1;
      if (sms.partsDone.includes(part)) continue;
      const reports = wantsReceipt(part, segments.length);
      parts.push({ part, pdu: toSubmitSm(sms, segment, encoding, reports, nowMs) });
    }
    return parts;
  }

  /** Latin-1 has no flash class: the values that carry one name another alphabet. */
  function encodingFor({ text, flash }: OutboundSms): Encoding {
    const encoding = chooseEncoding(text, profile.dc0);
    return encoding === 'ucs2' && profile.allowLatin1 && !flash && isLatin1(text) ? 'latin1' : encoding;
  }

  function wantsReceipt(part: number, total: number): boolean {
    switch (settings.receipts) {
      case 'all':
      case 'any':
        return true;
      case 'first':
        return part === 1;
      case 'last':
        return part === total;
    }
  }

  function toSubmitSm(
    sms: OutboundSms,
    segment: Segment,
    encoding: Encoding,
    reports: boolean,
    nowMs: number,
  ): SubmitSm {
    const source = sourceAddress(sms.sender, settings);
    const destination = destinationAddress(sms.msisdn, settings);
    return {
      command: 'submit_sm',
      tlvs: tlvsOf(segment, sms.flash),
      serviceType: settings.serviceType,
      sourceAddrTon: source.ton,
      sourceAddrNpi: source.npi,
      sourceAddr: source.address,
      destAddrTon: destination.ton,
      destAddrNpi: destination.npi,
      destinationAddr: destination.address,
      esmClass: settings.esmMode | (segment.esmClassUdhi ? EsmClass.udhi : 0),
      priorityFlag: settings.priority,
      validityPeriod: validityPeriod(sms, nowMs),
      registeredDelivery: reports ? settings.registeredDelivery : 0,
      dataCoding: dataCoding(encoding, sms.flash && profile.flashBy === 'dcs'),
      shortMessage: segment.shortMessage,
    };
  }

  /** Relative, because the operator's clock is not ours. */
  function validityPeriod(sms: OutboundSms, nowMs: number): string {
    if (settings.validity === 'none' || sms.expiresAt === null) return '';
    const seconds = Math.ceil((sms.expiresAt - nowMs) / 1000);
    return formatSmppTime(Math.min(LONGEST_VALIDITY_S, Math.max(1, seconds)));
  }

  function tlvsOf(segment: Segment, flash: boolean): Tlvs | undefined {
    const bySubunit = flash && profile.flashBy === 'subunit';
    if (segment.tlvs === undefined && extraTlvs.length === 0 && !bySubunit) return undefined;
    return {
      ...segment.tlvs,
      ...(bySubunit ? { destAddrSubunit: SUBUNIT_DISPLAY } : undefined),
      ...(extraTlvs.length > 0 ? { unknown: extraTlvs } : undefined),
    };
  }

  function dataCoding(encoding: Encoding, flash: boolean): number {
    switch (encoding) {
      case 'gsm7':
        return flash ? profile.flashGsm : profile.gsmDataCoding;
      case 'latin1':
        return profile.latin1DataCoding;
      case 'ucs2':
        return flash ? profile.flashUcs2 : profile.ucs2DataCoding;
    }
  }
}

/**
 * The reference that ties the parts of a long message together. It comes from the random end of the message id, so that
 * a part sent again later, even by another node, still belongs to the parts the handset holds already.
 */
function concatReference(messageId: string): number {
  const reference = Number.parseInt(messageId.slice(-4), 16);
  return Number.isNaN(reference) ? 0 : reference;
}
