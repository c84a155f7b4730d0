/** UTF-16, big-endian: what data_coding 8 carries. Surrogate pairs pass through. */
export function encodeUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Text of big-endian UTF-16; an odd octet at the end becomes U+FFFD. */
export function decodeUcs2(octets: Uint8Array): string {
  const even = octets.length & ~1;
  const text = Buffer.from(octets.subarray(0, even)).swap16().toString('utf16le');
  return even === octets.length ? text : `${text}\ufffd`;
}
