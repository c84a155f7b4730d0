import {
  type DecodedMessage,
  decodeShortMessage,
  type InboundOverrides,
  type PduOf,
  partPosition,
} from '@ujumbe/smpp';
import type { InboundMo } from '#core/connector.ts';
import { readOwnAddress, readSubscriber } from './addresses.ts';
import { tidyOperatorId, tidyOperatorText } from './operator-text.ts';
import type { SmppSettings } from './settings.ts';

const ADDRESS_MAX = 65;
/** References of different kinds count apart: an 8-bit one, a 16-bit one and a SAR one may be equal and unrelated. */
const referenceKind = { udh8: 0, udh16: 0x1_0000, sar: 0x2_0000 } as const;

/** How to read each data_coding of an operator: its default alphabet is what it also expects from us. */
export function inboundOverridesOf({ encoding }: SmppSettings): InboundOverrides {
  return { 0: encoding.dc0, ...encoding.inboundOverrides };
}

/** A subscriber's message, or one part of it, in the gateway's words. */
export function toInboundMo(
  pdu: PduOf<'deliver_sm' | 'data_sm'>,
  connectorId: number,
  settings: SmppSettings,
  inboundOverrides: InboundOverrides,
  answersLostAt: number,
): InboundMo {
  const message = decodeShortMessage(pdu, { inboundOverrides });
  return {
    connectorId,
    from:
      readSubscriber(pdu.sourceAddr, pdu.sourceAddrTon, settings) ||
      tidyOperatorText(pdu.sourceAddr, ADDRESS_MAX),
    to: readOwnAddress(tidyOperatorText(pdu.destinationAddr, ADDRESS_MAX)),
    text: message.text,
    linkId: 'smpp',
    operatorStamp: operatorStamp(pdu),
    answersLostAt,
    concat: concatOf(pdu, message),
  };
}

function operatorStamp({ tlvs }: PduOf<'deliver_sm' | 'data_sm'>): string {
  if (tlvs?.receiptedMessageId !== undefined) return tidyOperatorId(tlvs.receiptedMessageId);
  return tlvs?.userMessageReference === undefined ? '' : String(tlvs.userMessageReference);
}

function concatOf(pdu: PduOf<'deliver_sm' | 'data_sm'>, message: DecodedMessage): InboundMo['concat'] {
  const position = partPosition(pdu, message.udh);
  if (position === null) return null;
  const { method, reference, total, sequence } = position;
  return { reference: referenceKind[method] + reference, total, sequence };
}
