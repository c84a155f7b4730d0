import { encodeUssd, type PduInput, type RawTlv, type Tlvs } from '@ujumbe/smpp';
import type { OutboundMeaning, UssdDialect } from './dialects.ts';
import type { HopOrigin } from './read-hop.ts';
import { withEndBit } from './session-tlv.ts';

export type ScreenPdu = PduInput<'submit_sm'> | PduInput<'data_sm'>;

/**
 * The PDU that shows a screen: back to where the hop came from, addresses swapped. No receipt is asked for.
 *
 * @throws RangeError when the text is longer than a USSD string can be
 */
export function writeScreen(
  origin: HopOrigin,
  meaning: OutboundMeaning,
  text: string,
  dialect: UssdDialect,
): ScreenPdu {
  const { octets, encoding } = encodeUssd(text, dialect.packed);
  const isPayload = dialect.textPlacement === 'message_payload';
  const fields = {
    tlvs: tlvsOf(origin, meaning, isPayload ? octets : undefined, dialect),
    serviceType: dialect.serviceType,
    sourceAddrTon: origin.code.ton,
    sourceAddrNpi: origin.code.npi,
    sourceAddr: origin.code.address,
    destAddrTon: origin.subscriber.ton,
    destAddrNpi: origin.subscriber.npi,
    destinationAddr: origin.subscriber.address,
    registeredDelivery: 0,
    dataCoding: encoding === 'ucs2' ? dialect.ucs2DataCoding : dialect.dataCoding,
  };
  if (dialect.outPdu === 'data_sm') return { command: 'data_sm', ...fields };
  return { command: 'submit_sm', ...fields, ...(isPayload ? undefined : { shortMessage: octets }) };
}

function tlvsOf(
  { session, echo }: HopOrigin,
  meaning: OutboundMeaning,
  messagePayload: Buffer | undefined,
  dialect: UssdDialect,
): Tlvs {
  const raw: RawTlv[] = [...echo];
  if (session !== null && dialect.sessionTlv !== null) {
    // A notification is a dialogue of one message, and still not ended by us.
    raw.unshift({ tag: dialect.sessionTlv, value: withEndBit(session, meaning === 'end', dialect) });
  }
  return {
    ussdServiceOp: dialect.outOps[meaning],
    ...(messagePayload === undefined ? undefined : { messagePayload }),
    ...(raw.length === 0 ? undefined : { unknown: raw }),
  };
}
