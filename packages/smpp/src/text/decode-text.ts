import type { InboundEncoding } from '../data-coding.ts';
import { decodeGsm7 } from './gsm7.ts';
import { decodeLatin1 } from './latin1.ts';
import { decodeNationalGsm7 } from './national.ts';
import { unpackGsm7 } from './pack.ts';
import { decodeUcs2 } from './ucs2.ts';
import type { UserDataHeader } from './udh.ts';

/** Text of octets without their header. What cannot be read becomes U+FFFD; binary octets are one U+FFFD. */
export function decodeText(octets: Uint8Array, encoding: InboundEncoding, header?: UserDataHeader): string {
  switch (encoding) {
    case 'gsm7':
      return decodeGsm(octets, header);
    case 'gsm7-packed': {
      const fillBits = (7 - ((8 * (header?.headerLength ?? 0)) % 7)) % 7;
      return decodeGsm(unpackGsm7(octets, undefined, fillBits), header);
    }
    case 'latin1':
      return decodeLatin1(octets);
    case 'ucs2':
      return decodeUcs2(octets);
    case 'ascii':
      return decodeLatin1(octets).replace(/[\u0080-\u00ff]/g, '\ufffd');
    case 'binary':
      return octets.length === 0 ? '' : '\ufffd';
    case 'utf8':
    case 'shift_jis':
    case 'iso-8859-5':
    case 'iso-8859-8':
    case 'iso-2022-jp':
    case 'euc-kr':
      return new TextDecoder(encoding === 'utf8' ? 'utf-8' : encoding, { ignoreBOM: true }).decode(octets);
  }
}

function decodeGsm(septets: Uint8Array, header: UserDataHeader | undefined): string {
  const lockingShift = header?.lockingShift ?? 0;
  const singleShift = header?.singleShift ?? 0;
  return lockingShift === 0 && singleShift === 0
    ? decodeGsm7(septets)
    : decodeNationalGsm7(septets, lockingShift, singleShift);
}
