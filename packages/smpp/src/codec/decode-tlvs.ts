import { CommandStatus } from '../command-status.ts';
import { type RawTlv, type Tlvs, tlvByTag } from '../tlv.ts';
import type { PduDefinition } from './definition.ts';
import { RecoverablePduError } from './errors.ts';

const TLV_HEADER_LENGTH = 4;

/**
 * Reads TLVs from `start` to the end of the frame, in any order. A tag without a name, a repetition of one already
 * read, and a value whose length does not fit its form go to `unknown` as they are; none of these is a fault.
 *
 * @throws RecoverablePduError when a TLV's length reaches beyond the frame.
 */
export function decodeTlvs(frame: Buffer, start: number, definition: PduDefinition, sequence: number): Tlvs {
  const tlvs: Record<string, unknown> = {};
  let raw: RawTlv[] | undefined;
  let at = start;
  while (frame.length - at >= TLV_HEADER_LENGTH) {
    const tag = frame.readUInt16BE(at);
    const from = at + TLV_HEADER_LENGTH;
    const to = from + frame.readUInt16BE(at + 2);
    if (to > frame.length) {
      throw new RecoverablePduError(
        `TLV 0x${tag.toString(16).padStart(4, '0')} of ${definition.command} reaches ${to - frame.length} octets beyond the PDU`,
        { status: CommandStatus.ESME_RINVPARLEN, sequence, command: definition.command },
      );
    }
    const known = tlvByTag.get(tag);
    const value =
      known === undefined || known.name in tlvs ? undefined : readValue(frame, from, to, known.form);
    if (known === undefined || value === undefined) {
      raw ??= [];
      raw.push({ tag, value: frame.subarray(from, to) });
    } else {
      tlvs[known.name] = value;
    }
    at = to;
  }
  if (raw !== undefined) tlvs.unknown = raw;
  return tlvs as Tlvs;
}

/** Undefined when the octets cannot be a value of this form. Integers of another width than declared are read. */
function readValue(
  frame: Buffer,
  from: number,
  to: number,
  form: string,
): number | string | Buffer | undefined {
  switch (form) {
    case 'octets':
      return frame.subarray(from, to);
    case 'cstring': {
      // Some peers leave out the NUL, some pad with several.
      let end = from;
      while (end < to && frame[end] !== 0) end++;
      return frame.toString('latin1', from, end);
    }
    case 'text':
      return frame.toString('latin1', from, to);
    default: {
      const width = to - from;
      return width >= 1 && width <= 4 ? frame.readUIntBE(from, width) : undefined;
    }
  }
}
