/** Whether every character is in ISO 8859-1. */
export function isLatin1(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) return false;
  }
  return true;
}

/**
 * ISO 8859-1 octets: what data_coding 3 carries.
 *
 * @throws RangeError when a character is not in ISO 8859-1.
 */
export function encodeLatin1(text: string): Buffer {
  if (!isLatin1(text)) throw new RangeError('the text has characters outside ISO 8859-1; send it as UCS-2');
  return Buffer.from(text, 'latin1');
}

export function decodeLatin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
}
