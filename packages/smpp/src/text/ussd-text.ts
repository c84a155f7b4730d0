import { decodeGsm7, encodeGsm7, isGsm7 } from './gsm7.ts';
import { decodeLatin1 } from './latin1.ts';
import { packUssd, unpackUssd } from './pack.ts';
import { decodeUcs2, encodeUcs2 } from './ucs2.ts';

/** Alphabets of a USSD string; `8-bit` is data, read as Latin-1. */
export type UssdEncoding = 'gsm7' | 'ucs2' | '8-bit';

/** A USSD string fills at most 160 octets (3GPP TS 29.002, maxUSSD-StringLength), which hold 182 septets or 80 UTF-16 units. */
const MAX_SEPTETS = 182;
const MAX_UNITS = 80;
/** data_coding of texts that begin with their language, as `en` and CR in septets, or packed into two octets. */
const GSM_WITH_LANGUAGE = 0x10;
const UCS2_WITH_LANGUAGE = 0x11;
/** UCS-2 as SMPP numbers it, and many operators with it; for cell broadcast it would be Portuguese in GSM. */
const SMPP_UCS2 = 0x08;

/** Alphabet of a data_coding in USSD, whose values are those of cell broadcast (3GPP TS 23.038 section 5). */
export function ussdEncodingOf(dataCoding: number): UssdEncoding {
  if (dataCoding === SMPP_UCS2 || dataCoding === UCS2_WITH_LANGUAGE) return 'ucs2';
  const group = dataCoding >> 4;
  if (group === 0xf) return (dataCoding & 0x04) === 0 ? 'gsm7' : '8-bit';
  const isGeneral = (group >= 0x4 && group <= 0x7) || group === 0x9;
  if (!isGeneral) return 'gsm7';
  switch (dataCoding & 0x0c) {
    case 0x04:
      return '8-bit';
    case 0x08:
      return 'ucs2';
    default:
      return 'gsm7';
  }
}

/**
 * Text of a USSD string, without the name of its language where it carries one. Never throws.
 *
 * @param packed whether septets are packed into octets
 * @param encoding instead of the one the data_coding means, for an operator that means another
 */
export function decodeUssd(
  octets: Uint8Array,
  dataCoding: number,
  packed = false,
  encoding = ussdEncodingOf(dataCoding),
): string {
  switch (encoding) {
    case 'gsm7': {
      const text = decodeGsm7(packed ? unpackUssd(octets) : octets);
      return dataCoding === GSM_WITH_LANGUAGE ? text.replace(/^[A-Za-z]{2}\r/, '') : text;
    }
    case 'ucs2':
      return decodeUcs2(dataCoding === UCS2_WITH_LANGUAGE ? withoutLanguage(octets) : octets);
    case '8-bit':
      return decodeLatin1(octets);
  }
}

function withoutLanguage(octets: Uint8Array): Uint8Array {
  const language = decodeGsm7(unpackUssd(octets.subarray(0, 2)));
  return /^[A-Za-z]{2}$/.test(language) ? octets.subarray(2) : octets;
}

/**
 * Octets of a USSD string, in the GSM alphabet where it has every character, else in UCS-2.
 *
 * @param packed pack septets into octets
 * @throws RangeError when the text is longer than a USSD string can be
 */
export function encodeUssd(text: string, packed = false): { octets: Buffer; encoding: 'gsm7' | 'ucs2' } {
  if (!isGsm7(text)) {
    if (text.length > MAX_UNITS) throw tooLong(text.length, 'UTF-16 units', MAX_UNITS);
    return { octets: encodeUcs2(text), encoding: 'ucs2' };
  }
  const septets = encodeGsm7(text);
  if (septets.length > MAX_SEPTETS) throw tooLong(septets.length, 'septets', MAX_SEPTETS);
  return { octets: packed ? packUssd(septets) : septets, encoding: 'gsm7' };
}

function tooLong(length: number, units: string, most: number): RangeError {
  return new RangeError(`a USSD string holds ${most} ${units}; this one has ${length}`);
}
