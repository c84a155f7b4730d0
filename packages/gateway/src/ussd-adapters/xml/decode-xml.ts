import { UnreadableHop } from '#core/ussd-adapter.ts';
import { readBody } from '../read-body.ts';

const MOST_BYTES = 65_536;
/** The XML declaration with its encoding, in the first bytes of the document (XML 1.0 section 4.3.3). */
const DECLARED = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)["']/;
const LONGEST_DECLARATION = 200;

/**
 * The characters of a document in UTF-8, ASCII or ISO-8859-1, as it declares; without a byte order mark.
 *
 * @throws UnreadableHop for every other encoding, octets that are none, and more than 64 KiB
 */
export function decodeXml(bytes: Buffer): string {
  if (bytes.length > MOST_BYTES) throw new UnreadableHop(`The XML has more than ${MOST_BYTES} octets.`);
  // UTF-16 and UTF-32 have NULs in every ASCII character; in the others NUL is not allowed.
  if (bytes.includes(0)) throw new UnreadableHop('The XML holds NUL octets; send it in UTF-8.');
  const encoding =
    DECLARED.exec(withoutMark(bytes).toString('latin1', 0, LONGEST_DECLARATION))?.[1] ?? 'utf-8';
  switch (encoding.toLowerCase()) {
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
    case 'ascii':
      return readBody(bytes, 'The XML is not in UTF-8; a document in ISO-8859-1 has to declare it.');
    case 'iso-8859-1':
    case 'latin1':
      return bytes.toString('latin1');
    default:
      throw new UnreadableHop('The XML declares an encoding other than UTF-8, US-ASCII and ISO-8859-1.');
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf ? bytes.subarray(3) : bytes;
}
