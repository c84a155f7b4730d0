import { copyGsm7Tables, decodeSeptets, ESCAPE } from './gsm7.ts';

/**
 * National language tables of 3GPP TS 23.038 annex A for Turkish (1), Spanish (2) and Portuguese (3). Handsets use
 * them when a message's header names them; they are read, never written: support in networks is patchy.
 */
const locking: Readonly<Record<number, string>> = {
  1:
    '@£$¥€éùıòÇ\nĞğ\rÅå' +
    'Δ_ΦΓΛΩΠΨΣΘΞ\u001bŞşßÉ' +
    ' !"#¤%&\'()*+,-./' +
    '0123456789:;<=>?' +
    'İABCDEFGHIJKLMNO' +
    'PQRSTUVWXYZÄÖÑÜ§' +
    'çabcdefghijklmno' +
    'pqrstuvwxyzäöñüà',
  3:
    '@£$¥êéúíóç\nÔô\rÁá' +
    'Δ_ªÇÀ∞^\\€Ó|\u001bÂâÊÉ' +
    ' !"#º%&\'()*+,-./' +
    '0123456789:;<=>?' +
    'ÍABCDEFGHIJKLMNO' +
    'PQRSTUVWXYZÃÕÚÜ§' +
    '~abcdefghijklmno' +
    'pqrstuvwxyzãõ`üà',
};

/** Characters each single shift table adds to, or puts in place of, the common extension: code, character. */
const single: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: { 71: 'Ğ', 73: 'İ', 83: 'Ş', 99: 'ç', 103: 'ğ', 105: 'ı', 115: 'ş' },
  2: {
    9: 'ç',
    65: 'Á',
    73: 'Í',
    79: 'Ó',
    85: 'Ú',
    97: 'á',
    105: 'í',
    111: 'ó',
    117: 'ú',
  },
  3: {
    5: 'ê',
    9: 'ç',
    11: 'Ô',
    12: 'ô',
    14: 'Á',
    15: 'á',
    18: 'Φ',
    19: 'Γ',
    21: 'Ω',
    22: 'Π',
    23: 'Ψ',
    24: 'Σ',
    25: 'Θ',
    31: 'Ê',
    65: 'À',
    73: 'Í',
    79: 'Ó',
    85: 'Ú',
    91: 'Ã',
    92: 'Õ',
    97: 'Â',
    105: 'í',
    111: 'ó',
    117: 'ú',
    123: 'ã',
    124: 'õ',
    127: 'â',
  },
};

/**
 * Text of unpacked septets whose header names national tables. A table not known here counts as the default one.
 *
 * @param lockingShift language of the basic table, 0 for the default alphabet.
 * @param singleShift language of the escape table.
 */
export function decodeNationalGsm7(octets: Uint8Array, lockingShift: number, singleShift: number): string {
  const { basicTable, escapeTable } = copyGsm7Tables();
  const letters = locking[lockingShift];
  if (letters !== undefined) {
    for (let code = 0; code < 128; code++) {
      if (code === ESCAPE) continue;
      // A code the escape table lacks shows the character of the basic table in use.
      if (escapeTable[code] === basicTable[code]) escapeTable[code] = letters.charCodeAt(code);
      basicTable[code] = letters.charCodeAt(code);
    }
  }
  for (const [code, character] of Object.entries(single[singleShift] ?? {})) {
    escapeTable[Number(code)] = character.charCodeAt(0);
  }
  return decodeSeptets(octets, basicTable, escapeTable);
}
