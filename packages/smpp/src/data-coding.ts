/** Alphabets a received text may be in; `binary` is not text. */
export type InboundEncoding =
  | 'gsm7'
  | 'gsm7-packed'
  | 'ascii'
  | 'latin1'
  | 'ucs2'
  | 'utf8'
  | 'shift_jis'
  | 'iso-8859-5'
  | 'iso-8859-8'
  | 'iso-2022-jp'
  | 'euc-kr'
  | 'binary';

/** data_coding 0..15, SMPP 3.4 section 5.2.19. */
const byValue: Readonly<Record<number, InboundEncoding>> = {
  0: 'gsm7',
  1: 'ascii',
  2: 'binary',
  3: 'latin1',
  4: 'binary',
  5: 'shift_jis',
  6: 'iso-8859-5',
  7: 'iso-8859-8',
  8: 'ucs2',
  10: 'iso-2022-jp',
  14: 'euc-kr',
};

/**
 * Alphabet meant by a data_coding: the table of SMPP below 16, above it the groups of 3GPP TS 23.038 section 4
 * (general 0x10..0x3f, message waiting 0xc0..0xef, message class 0xf0..0xff). What is reserved reads as GSM.
 */
export function encodingOfDataCoding(dataCoding: number): InboundEncoding {
  if (dataCoding < 0x10) return byValue[dataCoding] ?? 'gsm7';
  if (dataCoding >= 0xf0) return (dataCoding & 0x04) === 0 ? 'gsm7' : 'binary';
  if (dataCoding >= 0xe0) return 'ucs2';
  if (dataCoding >= 0x40) return 'gsm7';
  if ((dataCoding & 0x20) !== 0) return 'binary';
  switch (dataCoding & 0x0c) {
    case 0x04:
      return 'binary';
    case 0x08:
      return 'ucs2';
    default:
      return 'gsm7';
  }
}
