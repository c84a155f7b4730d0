import { CommandStatus } from '../command-status.ts';
import type { Pdu } from '../pdu/pdu.ts';
import { decodeTlvs } from './decode-tlvs.ts';
import { definitionById, type NamedField, type PduDefinition } from './definition.ts';
import { RecoverablePduError } from './errors.ts';
import type { Destination, FailedDestination } from './field.ts';

export const HEADER_LENGTH = 16;

/**
 * Reads one whole PDU, as `Framer` cuts them. Octets in the result are views of `frame`: copy what outlives it.
 *
 * A response may end early (SMPP 3.4 section 4.4.2 lets an error response have no body, and peers leave out more):
 * what is missing takes its null value. Fewer than four octets after the last TLV are ignored.
 *
 * @throws RecoverablePduError when the command is unknown or a field cannot be read; `status` is the answer to give.
 */
export function decodePdu(frame: Buffer): Pdu {
  if (frame.length < HEADER_LENGTH) {
    throw new RecoverablePduError(`a PDU has at least 16 octets, this one ${frame.length}`, {
      status: CommandStatus.ESME_RINVCMDLEN,
      sequence: 0,
    });
  }
  const id = frame.readUInt32BE(4);
  const sequence = frame.readUInt32BE(12);
  const definition = definitionById.get(id);
  if (definition === undefined) {
    throw new RecoverablePduError(`unknown command_id 0x${id.toString(16).padStart(8, '0')}`, {
      status: CommandStatus.ESME_RINVCMDID,
      sequence,
    });
  }
  const pdu = definition.blank();
  pdu.status = frame.readUInt32BE(8);
  pdu.sequence = sequence;
  const end = decodeBody(frame, definition, sequence, pdu);
  if (frame.length - end >= 4) pdu.tlvs = decodeTlvs(frame, end, definition, sequence);
  return pdu as unknown as Pdu;
}

/** Fills the mandatory fields into `pdu`; returns where they end. */
function decodeBody(
  frame: Buffer,
  definition: PduDefinition,
  sequence: number,
  pdu: Record<string, unknown>,
): number {
  const length = frame.length;
  let at = HEADER_LENGTH;
  for (const field of definition.fields) {
    if (at >= length) {
      if (definition.isResponse) return at;
      throw tooShort(definition, field, sequence);
    }
    switch (field.kind) {
      case 'int8':
        pdu[field.name] = frame[at++];
        break;
      case 'cstring': {
        const end = endOfCString(frame, at, field, definition, sequence);
        if (end > at) pdu[field.name] = frame.toString('latin1', at, end);
        at = end + 1;
        break;
      }
      case 'octets': {
        const end = at + 1 + (frame[at] ?? 0);
        if (end > length) throw tooShort(definition, field, sequence);
        if (end > at + 1) pdu[field.name] = frame.subarray(at + 1, end);
        at = end;
        break;
      }
      case 'destinations':
      case 'failures': {
        const cursor = { at };
        const read = field.kind === 'destinations' ? readDestination : readFailure;
        pdu[field.name] = readList(frame, cursor, read, () => tooShort(definition, field, sequence));
        at = cursor.at;
        break;
      }
    }
  }
  return at;
}

/** Index of the NUL. A response whose last string lacks it ends with the frame. */
function endOfCString(
  frame: Buffer,
  start: number,
  field: NamedField & { kind: 'cstring' },
  definition: PduDefinition,
  sequence: number,
): number {
  const limit = start + field.max;
  const length = frame.length;
  let at = start;
  while (at < length && frame[at] !== 0) {
    at++;
    if (at >= limit) {
      throw new RecoverablePduError(
        `${field.name} of ${definition.command} is over ${field.max - 1} characters`,
        {
          status: CommandStatus.ESME_RINVMSGLEN,
          sequence,
          command: definition.command,
        },
      );
    }
  }
  if (at >= length && !definition.isResponse) throw tooShort(definition, field, sequence);
  return at;
}

function tooShort(definition: PduDefinition, field: NamedField, sequence: number): RecoverablePduError {
  return new RecoverablePduError(`${definition.command} ends inside ${field.name}`, {
    status: CommandStatus.ESME_RINVCMDLEN,
    sequence,
    command: definition.command,
  });
}

interface Cursor {
  at: number;
}

function readList<T>(
  frame: Buffer,
  cursor: Cursor,
  read: (frame: Buffer, cursor: Cursor) => T | null,
  fault: () => Error,
): T[] {
  const count = frame[cursor.at++] ?? 0;
  const list: T[] = [];
  for (let index = 0; index < count; index++) {
    const item = read(frame, cursor);
    if (item === null || cursor.at > frame.length) throw fault();
    list.push(item);
  }
  return list;
}

/** dest_address, SMPP 3.4 section 4.5.1.1: flag 1 is an address, flag 2 a distribution list. */
function readDestination(frame: Buffer, cursor: Cursor): Destination | null {
  const flag = frame[cursor.at++];
  if (flag === 2) {
    const distributionList = readListString(frame, cursor);
    return distributionList === null ? null : { distributionList };
  }
  return flag === 1 ? readAddress(frame, cursor) : null;
}

/** unsuccess_sme, SMPP 3.4 section 4.5.2.1. */
function readFailure(frame: Buffer, cursor: Cursor): FailedDestination | null {
  const address = readAddress(frame, cursor);
  if (address === null || cursor.at + 4 > frame.length) return null;
  const status = frame.readUInt32BE(cursor.at);
  cursor.at += 4;
  return { ...address, status };
}

function readAddress(frame: Buffer, cursor: Cursor): { ton: number; npi: number; address: string } | null {
  const ton = frame[cursor.at++];
  const npi = frame[cursor.at++];
  const address = readListString(frame, cursor);
  return ton === undefined || npi === undefined || address === null ? null : { ton, npi, address };
}

function readListString(frame: Buffer, cursor: Cursor): string | null {
  const end = frame.indexOf(0, cursor.at);
  if (end < 0 || end - cursor.at > 20) return null;
  const value = frame.toString('latin1', cursor.at, end);
  cursor.at = end + 1;
  return value;
}
