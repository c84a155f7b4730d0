import type { MalformedKind } from './behaviours/behaviour.ts';

/** Bytes that break the protocol, each in its own way. */
export function malformedPdu(kind: MalformedKind): Buffer {
  switch (kind) {
    case 'absurd-length':
      return header(0x7fffffff, 0x00000005);
    case 'unknown-command':
      return header(16, 0x000000aa);
    case 'cut-short':
      // A deliver_sm that ends after "254" of its source address, without the NUL.
      return Buffer.concat([header(22, 0x00000005), Buffer.from([0, 1, 1, 0x32, 0x35, 0x34])]);
    case 'garbage':
      return Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n', 'latin1');
  }
}

function header(length: number, commandId: number): Buffer {
  const buffer = Buffer.alloc(16);
  buffer.writeUInt32BE(length, 0);
  buffer.writeUInt32BE(commandId, 4);
  buffer.writeUInt32BE(0x7ffffff0, 12);
  return buffer;
}
