import { encodeGsm7, isGsm7 } from './gsm7.ts';
import { encodeLatin1, isLatin1 } from './latin1.ts';
import { packGsm7 } from './pack.ts';
import { encodeUcs2 } from './ucs2.ts';

/** Alphabets a message is sent in. */
export type Encoding = 'gsm7' | 'latin1' | 'ucs2';

/** What one operator understands by data_coding. Everything has a default; operators differ mostly in `dc0`. */
export interface EncodingProfile {
  /** The operator's default alphabet, which data_coding 0 means: nearly always `gsm`. */
  dc0: 'gsm' | 'latin1' | 'ascii' | 'utf8' | 'gsm-packed';
  gsmDataCoding: number;
  latin1DataCoding: number;
  ucs2DataCoding: number;
  flashGsm: number;
  flashUcs2: number;
  /** How flash is asked for: by data_coding, or by the TLV dest_addr_subunit. */
  flashBy: 'dcs' | 'subunit';
}

export const defaultEncodingProfile: EncodingProfile = {
  dc0: 'gsm',
  gsmDataCoding: 0x00,
  latin1DataCoding: 0x03,
  ucs2DataCoding: 0x08,
  flashGsm: 0x10,
  flashUcs2: 0x18,
  flashBy: 'dcs',
};

/** `gsm7` when the text fits the operator's default alphabet without loss, else `ucs2`. */
export function chooseEncoding(text: string, dc0: EncodingProfile['dc0'] = 'gsm'): 'gsm7' | 'ucs2' {
  if (!isGsm7(text)) return 'ucs2';
  switch (dc0) {
    case 'gsm':
    case 'gsm-packed':
    case 'utf8':
      return 'gsm7';
    case 'latin1':
      return isLatin1(text) ? 'gsm7' : 'ucs2';
    case 'ascii':
      return isAscii(text) ? 'gsm7' : 'ucs2';
  }
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}

/**
 * Octets of one part as they go into short_message, after a header of `headerLength` octets.
 *
 * @throws RangeError when the text does not fit the encoding.
 */
export function encodeText(
  text: string,
  encoding: Encoding,
  dc0: EncodingProfile['dc0'],
  headerLength = 0,
): Buffer {
  switch (encoding) {
    case 'ucs2':
      return encodeUcs2(text);
    case 'latin1':
      return encodeLatin1(text);
    case 'gsm7':
      return encodeDefaultAlphabet(text, dc0, headerLength);
  }
}

function encodeDefaultAlphabet(text: string, dc0: EncodingProfile['dc0'], headerLength: number): Buffer {
  switch (dc0) {
    case 'gsm':
      return encodeGsm7(text);
    case 'gsm-packed':
      return packGsm7(encodeGsm7(text), (7 - ((8 * headerLength) % 7)) % 7);
    case 'latin1':
      return encodeLatin1(text);
    case 'ascii':
      if (!isAscii(text)) throw new RangeError('the text has characters outside ASCII; send it as UCS-2');
      return Buffer.from(text, 'latin1');
    case 'utf8':
      return Buffer.from(text, 'utf8');
  }
}

/** data_coding for a text of this encoding. With `flashBy: 'subunit'` a flash message keeps the plain value. */
export function dataCodingFor(encoding: Encoding, profile = defaultEncodingProfile, flash = false): number {
  const byCoding = flash && profile.flashBy === 'dcs';
  switch (encoding) {
    case 'gsm7':
      return byCoding ? profile.flashGsm : profile.gsmDataCoding;
    case 'latin1':
      return byCoding ? profile.flashGsm : profile.latin1DataCoding;
    case 'ucs2':
      return byCoding ? profile.flashUcs2 : profile.ucs2DataCoding;
  }
}
