import {
  decodeGsm7,
  decodeUcs2,
  encodeGsm7,
  encodeUcs2,
  isGsm7,
  type MessagePdu,
  messageOctets,
  packUssd,
  unpackGsm7,
} from '@ujumbe/smpp';
import type { SmppUssdProfile } from './profiles.ts';

type TextProfile = Pick<SmppUssdProfile, 'dataCoding' | 'ucs2DataCoding' | 'packed'>;

/** What a phone typed, in the profile's alphabet, or in UCS-2 where that alphabet lacks a character. */
export function encodeTyped(
  text: string,
  profile: TextProfile,
): { dataCoding: number; shortMessage: Buffer } {
  if (!isGsm7(text)) return { dataCoding: profile.ucs2DataCoding, shortMessage: encodeUcs2(text) };
  const septets = encodeGsm7(text);
  return { dataCoding: profile.dataCoding, shortMessage: profile.packed ? packUssd(septets) : septets };
}

/** The text of a screen; null for a data_coding this operator does not know. */
export function decodeScreen(pdu: MessagePdu, profile: TextProfile): string | null {
  const octets = messageOctets(pdu);
  if (pdu.dataCoding === profile.ucs2DataCoding) return octets.length % 2 === 0 ? decodeUcs2(octets) : null;
  if (pdu.dataCoding !== profile.dataCoding) return null;
  return decodeGsm7(profile.packed ? unpackUssd(octets) : octets);
}

/** A final CR on an octet border is filling (3GPP TS 23.038 section 6.1.2.3). */
function unpackUssd(octets: Buffer): Buffer {
  const septets = unpackGsm7(octets);
  return septets.length % 8 === 0 && septets.at(-1) === 0x0d ? septets.subarray(0, -1) : septets;
}
