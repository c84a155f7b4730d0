import type { RawTlv } from '@ujumbe/smpp';
import type { SmppSettings } from './settings.ts';

type ExtraTlv = SmppSettings['extraTlvs'][number];

/** The TLVs an operator wants on every submit, as octets. */
export function encodeExtraTlvs(extraTlvs: readonly ExtraTlv[]): RawTlv[] {
  return extraTlvs.map((tlv) => ({ tag: tlv.tag, value: encodeValue(tlv) }));
}

function encodeValue({ type, value }: ExtraTlv): Buffer {
  switch (type) {
    case 'int8':
      return Buffer.of(Number(value));
    case 'int16': {
      const octets = Buffer.alloc(2);
      octets.writeUInt16BE(Number(value));
      return octets;
    }
    case 'int32': {
      const octets = Buffer.alloc(4);
      octets.writeUInt32BE(Number(value));
      return octets;
    }
    case 'string':
      return Buffer.from(String(value), 'utf8');
    case 'cstring':
      return Buffer.from(`${value}\0`, 'utf8');
    case 'hex':
      return Buffer.from(String(value), 'hex');
  }
}
