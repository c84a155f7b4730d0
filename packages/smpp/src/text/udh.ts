/** Information element identifiers, 3GPP TS 23.040 section 9.2.3.24. */
const CONCAT_8 = 0x00;
const PORTS_16 = 0x05;
const CONCAT_16 = 0x08;
const SINGLE_SHIFT = 0x24;
const LOCKING_SHIFT = 0x25;

export interface Concatenation {
  reference: number;
  total: number;
  /** From 1. */
  sequence: number;
  /** Width of the reference. */
  bits: 8 | 16;
}

export interface UserDataHeader {
  /** Octets of the header, its length octet included; 0 when there is no usable header. */
  headerLength: number;
  concat?: Concatenation;
  ports?: { destination: number; source: number };
  /** National language of the locking shift table (TS 23.038 annex A). */
  lockingShift?: number;
  singleShift?: number;
}

/**
 * Reads the user data header at the start of `octets` (set when esm_class has the UDHI bit). Unknown elements are
 * skipped; a concatenation with impossible numbers is left out. Never throws.
 */
export function parseUdh(octets: Uint8Array): UserDataHeader {
  const end = 1 + (octets[0] ?? 0);
  if (octets.length === 0 || end > octets.length) return { headerLength: 0 };
  const header: UserDataHeader = { headerLength: end };
  let at = 1;
  while (at + 2 <= end) {
    const from = at + 2;
    const to = from + (octets[at + 1] as number);
    if (to > end) break;
    readElement(header, octets[at] as number, octets.subarray(from, to));
    at = to;
  }
  return header;
}

function readElement(header: UserDataHeader, id: number, value: Uint8Array): void {
  const [a = 0, b = 0, c = 0, d = 0] = value;
  if (id === CONCAT_8 && value.length === 3) setConcat(header, a, b, c, 8);
  else if (id === CONCAT_16 && value.length === 4) setConcat(header, (a << 8) | b, c, d, 16);
  else if (id === PORTS_16 && value.length === 4) {
    header.ports = { destination: (a << 8) | b, source: (c << 8) | d };
  } else if (id === SINGLE_SHIFT && value.length === 1) header.singleShift = a;
  else if (id === LOCKING_SHIFT && value.length === 1) header.lockingShift = a;
}

function setConcat(
  header: UserDataHeader,
  reference: number,
  total: number,
  sequence: number,
  bits: 8 | 16,
): void {
  if (sequence >= 1 && sequence <= total) header.concat = { reference, total, sequence, bits };
}

/** The header of one part of a long message: 6 octets with an 8-bit reference, 7 with a 16-bit one. */
export function formatConcatUdh({ reference, total, sequence, bits }: Concatenation): Buffer {
  return bits === 8
    ? Buffer.of(5, CONCAT_8, 3, reference & 0xff, total, sequence)
    : Buffer.of(6, CONCAT_16, 4, (reference >> 8) & 0xff, reference & 0xff, total, sequence);
}
