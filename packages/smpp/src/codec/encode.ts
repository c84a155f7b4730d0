import type { CommandName } from '../command-id.ts';
import { CommandStatus } from '../command-status.ts';
import type { PduInput } from '../pdu/pdu.ts';
import type { Tlvs } from '../tlv.ts';
import { definitionByName, type NamedField, type PduDefinition } from './definition.ts';
import { encodeTlvs } from './encode-tlvs.ts';
import { RecoverablePduError } from './errors.ts';
import type { Destination, FailedDestination } from './field.ts';

const HEADER_LENGTH = 16;

/** Room for the largest message_payload (65,535 octets), all other TLVs and the body. */
const scratch = Buffer.alloc(192 * 1024);

/**
 * Writes one PDU. Fields left out take their null value; `status` and `sequence` default to 0.
 *
 * @throws RecoverablePduError when a value does not fit its field: too long, not Latin-1, with a NUL, out of range.
 */
export function encodePdu<C extends CommandName>(pdu: PduInput<C>): Buffer {
  const length = encodeToScratch(pdu, pdu.sequence ?? 0, pdu.tlvs);
  const frame = Buffer.allocUnsafe(length);
  scratch.copy(frame, 0, 0, length);
  return frame;
}

/**
 * Appends one PDU to `target` at `at`, under the given sequence number; returns its length, or -(its length) when
 * there is no room and nothing was written. For sessions, which gather many PDUs into one write.
 */
export function encodeInto(
  pdu: PduInput<CommandName>,
  sequence: number,
  tlvs: Tlvs | undefined,
  target: Buffer,
  at: number,
): number {
  const length = encodeToScratch(pdu, sequence, tlvs);
  if (at + length > target.length) return -length;
  scratch.copy(target, at, 0, length);
  return length;
}

function encodeToScratch(pdu: PduInput<CommandName>, sequence: number, tlvs: Tlvs | undefined): number {
  const definition = definitionByName.get(pdu.command);
  if (definition === undefined) throw new TypeError(`there is no SMPP command ${String(pdu.command)}`);
  const values = pdu as unknown as Record<string, unknown>;
  let at = HEADER_LENGTH;
  if (!isBareRefusal(pdu, definition, tlvs)) {
    for (const field of definition.fields) at = encodeField(field, values[field.name], at, definition);
  }
  if (tlvs !== undefined) at = encodeTlvs(scratch, tlvs, at, definition);
  scratch.writeUInt32BE(at, 0);
  scratch.writeUInt32BE(definition.id, 4);
  scratch.writeUInt32BE(pdu.status ?? 0, 8);
  scratch.writeUInt32BE(sequence, 12);
  return at;
}

/** A response with an error and nothing to say has no body (SMPP 3.4 section 4.4.2). */
function isBareRefusal(
  pdu: PduInput<CommandName>,
  definition: PduDefinition,
  tlvs: Tlvs | undefined,
): boolean {
  if (!definition.isResponse || !pdu.status || tlvs !== undefined) return false;
  const values = pdu as unknown as Record<string, unknown>;
  return definition.fields.every(
    ({ name }) => !values[name] || (values[name] as { length?: number }).length === 0,
  );
}

function encodeField(field: NamedField, value: unknown, at: number, definition: PduDefinition): number {
  switch (field.kind) {
    case 'int8':
      if (value === undefined) scratch[at] = 0;
      else if (typeof value === 'number' && value >= 0 && value <= 255) scratch[at] = value;
      else throw unfit(definition, field.name, `${String(value)} is not an octet 0..255`);
      return at + 1;
    case 'cstring':
      return encodeCString(value, field, at, definition);
    case 'octets': {
      const octets = value as Buffer | undefined;
      const length = octets === undefined ? 0 : octets.length;
      if (length > 255) {
        throw unfit(definition, field.name, `${length} octets; over 255 use the TLV messagePayload`);
      }
      scratch[at] = length;
      if (octets !== undefined) scratch.set(octets, at + 1);
      return at + 1 + length;
    }
    case 'destinations':
      return encodeList((value ?? []) as Destination[], at, definition, field.name, encodeDestination);
    case 'failures':
      return encodeList((value ?? []) as FailedDestination[], at, definition, field.name, encodeFailure);
  }
}

function encodeCString(
  value: unknown,
  field: { readonly name: string; readonly max: number },
  at: number,
  definition: PduDefinition,
): number {
  if (value === undefined) {
    scratch[at] = 0;
    return at + 1;
  }
  if (typeof value !== 'string') throw unfit(definition, field.name, `${String(value)} is not a string`);
  const length = value.length;
  if (length >= field.max) {
    throw unfit(definition, field.name, `${length} characters; at most ${field.max - 1} fit`);
  }
  for (let index = 0; index < length; index++) {
    const code = value.charCodeAt(index);
    if (code === 0 || code > 255) {
      throw unfit(
        definition,
        field.name,
        `character U+${code.toString(16).padStart(4, '0')} is not Latin-1 text`,
      );
    }
    scratch[at + index] = code;
  }
  scratch[at + length] = 0;
  return at + length + 1;
}

const listString = (name: string) => ({ name, max: 21 });

function encodeList<T>(
  list: readonly T[],
  at: number,
  definition: PduDefinition,
  name: string,
  encodeItem: (item: T, at: number, definition: PduDefinition, name: string) => number,
): number {
  if (list.length > 255) throw unfit(definition, name, `${list.length} entries; at most 255 fit`);
  scratch[at] = list.length;
  let end = at + 1;
  for (const item of list) end = encodeItem(item, end, definition, name);
  return end;
}

function encodeDestination(item: Destination, at: number, definition: PduDefinition, name: string): number {
  if ('distributionList' in item) {
    scratch[at] = 2;
    return encodeCString(item.distributionList, listString(name), at + 1, definition);
  }
  scratch[at] = 1;
  scratch[at + 1] = item.ton;
  scratch[at + 2] = item.npi;
  return encodeCString(item.address, listString(name), at + 3, definition);
}

function encodeFailure(item: FailedDestination, at: number, definition: PduDefinition, name: string): number {
  scratch[at] = item.ton;
  scratch[at + 1] = item.npi;
  const end = encodeCString(item.address, listString(name), at + 2, definition);
  return scratch.writeUInt32BE(item.status, end);
}

function unfit(definition: PduDefinition, name: string, why: string): RecoverablePduError {
  return new RecoverablePduError(`${name} of ${definition.command}: ${why}`, {
    status: CommandStatus.ESME_RINVMSGLEN,
    sequence: 0,
    command: definition.command,
  });
}
