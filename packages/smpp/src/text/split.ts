import { chooseEncoding, type Encoding } from './encoding-profile.ts';
import { septetsOfUnit } from './gsm7.ts';

/** Ways to send a long message: header with 8- or 16-bit reference, SAR TLVs, or the message_payload TLV. */
export type LongMethod = 'udh8' | 'udh16' | 'sar' | 'payload';

/** Units (septets, octets, UTF-16 units) a message of one part holds: 140 octets. */
const SINGLE: Readonly<Record<Encoding, number>> = { gsm7: 160, latin1: 140, ucs2: 70 };
const WITH_8_BIT: Readonly<Record<Encoding, number>> = { gsm7: 153, latin1: 134, ucs2: 67 };
const WITH_16_BIT: Readonly<Record<Encoding, number>> = { gsm7: 152, latin1: 133, ucs2: 66 };

/** Units one part of a long message holds. With `sar` and `payload` the SMSC adds an 8-bit header itself. */
export function unitsPerPart(method: LongMethod, encoding: Encoding): number {
  return (method === 'udh16' ? WITH_16_BIT : WITH_8_BIT)[encoding];
}

export interface SegmentCount {
  encoding: Encoding;
  /** Parts the network carries, each billed as one. */
  segments: number;
  /** Units of the whole text: septets, octets or UTF-16 units. */
  units: number;
  /** Units that can be added before another part is needed. */
  unitsLeft: number;
}

/**
 * How many parts the text takes: the function to bill by. It counts what `splitText` cuts, so a pair of escape and
 * character, or of surrogates, that would straddle a border counts in the next part. The empty text is one part.
 *
 * @throws RangeError when `encoding` is given and the text does not fit it.
 */
export function countSegments(
  text: string,
  options: { method?: LongMethod; encoding?: Encoding } = {},
): SegmentCount {
  const encoding = options.encoding ?? chooseEncoding(text);
  const { ends, units, lastUnits } = findBorders(text, options.method ?? 'udh8', encoding);
  const limit = ends.length === 1 ? SINGLE[encoding] : unitsPerPart(options.method ?? 'udh8', encoding);
  return { encoding, segments: ends.length, units, unitsLeft: limit - lastUnits };
}

/**
 * The text of each part. A text that fits one part comes back whole.
 *
 * @throws RangeError when the text does not fit the encoding.
 */
export function splitText(
  text: string,
  options: { method?: LongMethod; encoding?: Encoding } = {},
): string[] {
  const encoding = options.encoding ?? chooseEncoding(text);
  let start = 0;
  return findBorders(text, options.method ?? 'udh8', encoding).ends.map((end) => {
    const part = text.slice(start, end);
    start = end;
    return part;
  });
}

interface Borders {
  /** Index in the text after each part. */
  ends: number[];
  units: number;
  lastUnits: number;
}

function findBorders(text: string, method: LongMethod, encoding: Encoding): Borders {
  const units = countUnits(text, encoding);
  if (units <= SINGLE[encoding]) return { ends: [text.length], units, lastUnits: units };
  const limit = unitsPerPart(method, encoding);
  const ends: number[] = [];
  let used = 0;
  for (let index = 0; index < text.length; ) {
    const step = characterLength(text, index, encoding);
    const size = encoding === 'gsm7' ? septetsOfUnit(text.charCodeAt(index)) : step;
    if (used + size > limit) {
      ends.push(index);
      used = 0;
    }
    used += size;
    index += step;
  }
  ends.push(text.length);
  return { ends, units, lastUnits: used };
}

/** UTF-16 units that must stay together: 2 for a surrogate pair in UCS-2, else 1. */
function characterLength(text: string, index: number, encoding: Encoding): number {
  if (encoding !== 'ucs2') return 1;
  const isHigh = (text.charCodeAt(index) & 0xfc00) === 0xd800;
  return isHigh && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

function countUnits(text: string, encoding: Encoding): number {
  if (encoding !== 'gsm7') return text.length;
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    const size = septetsOfUnit(text.charCodeAt(index));
    if (size === 0)
      throw new RangeError(`the character at position ${index} is not in the GSM 7-bit alphabet`);
    units += size;
  }
  return units;
}
