import { encodingOfDataCoding, type InboundEncoding } from '../data-coding.ts';
import { EsmClass } from '../esm-class.ts';
import type { MessagePdu } from '../pdu/pdu.ts';
import { decodeText } from './decode-text.ts';
import { parseUdh, type UserDataHeader } from './udh.ts';

/** Names a connector's settings use for what an operator means by a data_coding. */
export type InboundOverride = InboundEncoding | 'gsm' | 'gsm-packed';
/** By data_coding in decimal: `{ "0": "latin1", "4": "binary" }`. */
export type InboundOverrides = Readonly<Record<string, InboundOverride>>;

export interface DecodedMessage {
  text: string;
  encoding: InboundEncoding;
  /** Octets without the header: a view of the frame, for storing a part or showing hex. */
  octets: Buffer;
  udh?: UserDataHeader;
}

/** Reads the text of a submit_sm, deliver_sm or data_sm, from message_payload when short_message is empty. Never throws. */
export function decodeShortMessage(
  pdu: MessagePdu,
  options: { inboundOverrides?: InboundOverrides | undefined } = {},
): DecodedMessage {
  const body = messageOctets(pdu);
  const encoding = inboundEncoding(pdu.dataCoding, options.inboundOverrides);
  if ((pdu.esmClass & EsmClass.udhi) === 0)
    return { text: decodeText(body, encoding), encoding, octets: body };
  const udh = parseUdh(body);
  const octets = body.subarray(udh.headerLength);
  return { text: decodeText(octets, encoding, udh), encoding, octets, udh };
}

/** The octets of a message, header included: short_message, or message_payload when that is empty. */
export function messageOctets(pdu: MessagePdu): Buffer {
  const short = pdu.command === 'data_sm' ? undefined : pdu.shortMessage;
  return short !== undefined && short.length > 0
    ? short
    : (pdu.tlvs?.messagePayload ?? short ?? Buffer.alloc(0));
}

function inboundEncoding(dataCoding: number, overrides: InboundOverrides | undefined): InboundEncoding {
  const override = overrides?.[dataCoding];
  switch (override) {
    case undefined:
      return encodingOfDataCoding(dataCoding);
    case 'gsm':
      return 'gsm7';
    case 'gsm-packed':
      return 'gsm7-packed';
    default:
      return override;
  }
}
