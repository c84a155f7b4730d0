/**
 * Septets packed into octets, 8 into 7 (3GPP TS 23.038 section 6.1.2.1).
 *
 * @param septets one septet per octet.
 * @param fillBits zero bits before the first septet, so that text starts on a septet border after a header.
 */
export function packGsm7(septets: Uint8Array, fillBits = 0): Buffer {
  const packed = Buffer.alloc(Math.ceil((fillBits + 7 * septets.length) / 8));
  let bit = fillBits;
  for (const septet of septets) {
    const at = bit >> 3;
    const shifted = (septet & 0x7f) << (bit & 7);
    packed[at] = (packed[at] as number) | (shifted & 0xff);
    if (shifted > 0xff) packed[at + 1] = shifted >> 8;
    bit += 7;
  }
  return packed;
}

/**
 * The reverse of `packGsm7`.
 *
 * @param count septets to read; without it as many as are whole, where 7 or 8 octets' last septet may be filling.
 */
export function unpackGsm7(packed: Uint8Array, count?: number, fillBits = 0): Buffer {
  const whole = Math.max(0, Math.floor((8 * packed.length - fillBits) / 7));
  const septets = Buffer.alloc(Math.min(whole, count ?? whole));
  let bit = fillBits;
  for (let index = 0; index < septets.length; index++) {
    const at = bit >> 3;
    const pair = (packed[at] as number) | ((packed[at + 1] ?? 0) << 8);
    septets[index] = (pair >> (bit & 7)) & 0x7f;
    bit += 7;
  }
  return septets;
}

const CARRIAGE_RETURN = 0x0d;

/**
 * Packing for USSD (TS 23.038 section 6.1.2.3): seven spare bits are filled with CR instead of '@', and a text that
 * ends with CR on an octet border gets a second one.
 */
export function packUssd(septets: Uint8Array): Buffer {
  const fillsUp = septets.length % 8 === 7;
  const endsWithCr = septets.length % 8 === 0 && septets.at(-1) === CARRIAGE_RETURN;
  return packGsm7(fillsUp || endsWithCr ? Buffer.concat([septets, Buffer.of(CARRIAGE_RETURN)]) : septets);
}

/**
 * Septets of a packed USSD string without the CR that fills up its last octet (TS 23.038 section 6.1.2.3). A CR before
 * that one stays: for a handset two in a row are the same as one.
 */
export function unpackUssd(packed: Uint8Array): Buffer {
  const septets = unpackGsm7(packed);
  const fillsUp = septets.length % 8 === 0 && septets.at(-1) === CARRIAGE_RETURN;
  return fillsUp ? septets.subarray(0, -1) : septets;
}
