/**
 * The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 section 6.2.1), one septet per octet.
 * `\u001b` stands at the place of the escape.
 */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅå' +
  'Δ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ' +
  ' !"#¤%&\'()*+,-./' +
  '0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNO' +
  'PQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmno' +
  'pqrstuvwxyzäöñüà';

const extension: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
};

/** Escape to the extension table. */
export const ESCAPE = 0x1b;
const NOT_GSM = 0xffff;
const REPLACEMENT = 0xfffd;

/** Unicode to septets: one septet, 0x1b00 + the code after an escape, or NOT_GSM. */
const septetsOf = new Uint16Array(0x20ad).fill(NOT_GSM);
/** Septet to Unicode, and escaped septet to Unicode (the basic character where the extension has none). */
const plain = new Uint16Array(256).fill(REPLACEMENT);
const escaped = new Uint16Array(256).fill(REPLACEMENT);

for (let code = 0; code < 128; code++) {
  const unit = basic.charCodeAt(code);
  plain[code] = unit;
  escaped[code] = unit;
  if (code !== ESCAPE) septetsOf[unit] = code;
}
plain[ESCAPE] = REPLACEMENT;
// Two escapes in a row are reserved for a further table; a receiver without one shows a space.
escaped[ESCAPE] = 0x20;
for (const [code, character] of Object.entries(extension)) {
  const unit = character.charCodeAt(0);
  escaped[Number(code)] = unit;
  septetsOf[unit] = 0x1b00 | Number(code);
}

function lookUp(unit: number): number {
  return unit < 0x20ad ? (septetsOf[unit] as number) : NOT_GSM;
}

/** Septets one UTF-16 unit takes: 1, 2 with an escape, 0 when it is not in the alphabet. */
export function septetsOfUnit(unit: number): 0 | 1 | 2 {
  const septets = lookUp(unit);
  if (septets === NOT_GSM) return 0;
  return septets > 0xff ? 2 : 1;
}

/** Whether every character is in the alphabet or its extension. */
export function isGsm7(text: string): boolean {
  return countSeptets(text) >= 0;
}

/** Septets the text takes, escapes included; -1 when a character is not in the alphabet. */
export function countSeptets(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    const septets = lookUp(text.charCodeAt(index));
    if (septets === NOT_GSM) return -1;
    if (septets > 0xff) count++;
  }
  return count;
}

/**
 * One septet per octet, high bit 0: the form SMPP carries for data_coding 0.
 *
 * @throws RangeError naming the first character that is not in the alphabet.
 */
export function encodeGsm7(text: string): Buffer {
  const length = text.length;
  const octets = Buffer.allocUnsafe(2 * length);
  let at = 0;
  for (let index = 0; index < length; index++) {
    const septets = lookUp(text.charCodeAt(index));
    if (septets > 0xff) {
      if (septets === NOT_GSM) throw notGsm(text, index);
      octets[at++] = ESCAPE;
    }
    octets[at++] = septets & 0x7f;
  }
  return at === octets.length ? octets : octets.subarray(0, at);
}

function notGsm(text: string, index: number): RangeError {
  const character = String.fromCodePoint(text.codePointAt(index) as number);
  return new RangeError(
    `"${character}" at position ${index} is not in the GSM 7-bit alphabet; send the text as UCS-2`,
  );
}

/**
 * Text of unpacked septets. An escaped code the extension table lacks shows the basic character (TS 23.038 section
 * 6.2.1.1); an octet above 0x7f is no septet and becomes U+FFFD; a lone escape at the end is dropped.
 */
export function decodeGsm7(octets: Uint8Array): string {
  return isPlainAscii(octets)
    ? Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
    : decodeSeptets(octets, plain, escaped);
}

/** Most texts hold only characters whose septet is their ASCII code: those need no table, and take a tenth of the time. */
function isPlainAscii(octets: Uint8Array): boolean {
  for (let index = 0; index < octets.length; index++) {
    const code = octets[index] as number;
    if (plain[code] !== code) return false;
  }
  return true;
}

/** As `decodeGsm7`, with other tables: 256 entries each, Unicode units by code. */
export function decodeSeptets(octets: Uint8Array, basicTable: Uint16Array, escapeTable: Uint16Array): string {
  const length = octets.length;
  const units = new Uint16Array(length);
  let count = 0;
  for (let index = 0; index < length; index++) {
    const code = octets[index] as number;
    if (code !== ESCAPE) units[count++] = basicTable[code] as number;
    else if (++index < length) units[count++] = escapeTable[octets[index] as number] as number;
  }
  return Buffer.from(units.buffer, 0, 2 * count).toString('utf16le');
}

/** Copies of the two decoding tables, for building national variants. */
export function copyGsm7Tables(): { basicTable: Uint16Array; escapeTable: Uint16Array } {
  return { basicTable: plain.slice(), escapeTable: escaped.slice() };
}
