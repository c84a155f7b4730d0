import { CommandStatus } from '../command-status.ts';
import { type TlvDefinition, type Tlvs, tlvByName } from '../tlv.ts';
import type { PduDefinition } from './definition.ts';
import { RecoverablePduError } from './errors.ts';

const WIDTH = { int8: 1, int16: 2, int32: 4 } as const;

/**
 * Writes TLVs into `target` from `at`, in the order of the record's keys; returns the end.
 *
 * @throws RecoverablePduError when a value does not fit its TLV or a name is not known.
 */
export function encodeTlvs(target: Buffer, tlvs: Tlvs, at: number, definition: PduDefinition): number {
  let end = at;
  for (const name in tlvs) {
    const value = tlvs[name as keyof Tlvs];
    if (value === undefined) continue;
    if (name === 'unknown') {
      for (const raw of tlvs.unknown ?? []) end = writeOctets(target, raw.tag, raw.value, end, definition);
      continue;
    }
    const known = tlvByName.get(name);
    if (known === undefined) throw unfit(definition, name, 'no such TLV; use unknown: [{tag, value}]');
    end = writeKnown(target, known, value, end, definition);
  }
  return end;
}

function writeKnown(
  target: Buffer,
  known: TlvDefinition,
  value: unknown,
  at: number,
  pdu: PduDefinition,
): number {
  switch (known.form) {
    case 'octets':
      return writeOctets(target, known.tag, value as Buffer, at, pdu);
    case 'cstring':
      return writeOctets(target, known.tag, Buffer.from(`${String(value)}\0`, 'latin1'), at, pdu);
    case 'text':
      return writeOctets(target, known.tag, Buffer.from(String(value), 'latin1'), at, pdu);
    case 'int8':
    case 'int16':
    case 'int32': {
      const width = WIDTH[known.form];
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
        throw unfit(pdu, known.name, `${String(value)} is not an integer of ${width} octet(s)`);
      }
      writeHeader(target, known.tag, width, at, pdu);
      return target.writeUIntBE(value, at + 4, width);
    }
  }
}

function writeOctets(target: Buffer, tag: number, value: Uint8Array, at: number, pdu: PduDefinition): number {
  writeHeader(target, tag, value.length, at, pdu);
  target.set(value, at + 4);
  return at + 4 + value.length;
}

function writeHeader(target: Buffer, tag: number, length: number, at: number, pdu: PduDefinition): void {
  if (length > 0xffff || at + 4 + length > target.length) {
    throw unfit(pdu, `TLV 0x${tag.toString(16).padStart(4, '0')}`, `${length} octets do not fit`);
  }
  target.writeUInt16BE(tag, at);
  target.writeUInt16BE(length, at + 2);
}

function unfit(definition: PduDefinition, name: string, why: string): RecoverablePduError {
  return new RecoverablePduError(`${name} of ${definition.command}: ${why}`, {
    status: CommandStatus.ESME_RINVPARLEN,
    sequence: 0,
    command: definition.command,
  });
}
