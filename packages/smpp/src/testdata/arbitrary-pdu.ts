import fc from 'fast-check';
import type { Field } from '../codec/field.ts';
import { CommandId, type CommandName } from '../command-id.ts';
import type { Pdu } from '../pdu/pdu.ts';
import { bodies } from '../pdu/registry.ts';
import { type TlvName, type Tlvs, tlvTable } from '../tlv.ts';

const octet = fc.integer({ min: 0, max: 255 });

const latin1 = (maxLength: number) =>
  fc
    .array(fc.integer({ min: 1, max: 255 }), { maxLength })
    .map((codes) => String.fromCharCode(...codes));

const buffer = (maxLength: number) => fc.uint8Array({ maxLength }).map((octets) => Buffer.from(octets));

const address = { ton: octet, npi: octet, address: latin1(20) };

function arbitraryField(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'int8':
      return octet;
    case 'cstring':
      return latin1(field.max - 1);
    case 'octets':
      return buffer(255);
    case 'destinations':
      return fc.array(fc.oneof(fc.record(address), fc.record({ distributionList: latin1(20) })), { maxLength: 5 });
    case 'failures':
      return fc.array(fc.record({ ...address, status: fc.integer({ min: 0, max: 0xffffffff }) }), { maxLength: 5 });
  }
}

function arbitraryTlv(name: TlvName): fc.Arbitrary<unknown> {
  switch (tlvTable[name][1]) {
    case 'int8':
      return octet;
    case 'int16':
      return fc.integer({ min: 0, max: 0xffff });
    case 'int32':
      return fc.integer({ min: 0, max: 0xffffffff });
    case 'cstring':
    case 'text':
      return latin1(60);
    case 'octets':
      return buffer(300);
  }
}

const tlvs = fc
  .record(Object.fromEntries((Object.keys(tlvTable) as TlvName[]).map((name) => [name, arbitraryTlv(name)])), {
    requiredKeys: [],
  })
  .chain((known) =>
    fc
      .array(fc.record({ tag: fc.integer({ min: 0x1400, max: 0x3fff }), value: buffer(40) }), { maxLength: 3 })
      .map((unknown) => (unknown.length === 0 ? known : { ...known, unknown }) as Tlvs),
  );

function arbitraryPduOf(command: CommandName): fc.Arbitrary<Pdu> {
  const fields = Object.entries(bodies[command] as Record<string, Field>);
  return fc.record({
    command: fc.constant(command),
    status: fc.integer({ min: 0, max: 0xffffffff }),
    sequence: fc.integer({ min: 1, max: 0x7fffffff }),
    tlvs: fc.option(tlvs, { nil: undefined }).map((given) => (given && Object.keys(given).length > 0 ? given : undefined)),
    ...Object.fromEntries(fields.map(([name, field]) => [name, arbitraryField(field)])),
  }) as unknown as fc.Arbitrary<Pdu>;
}

/** Any PDU of any command, with any TLVs. */
export const arbitraryPdu: fc.Arbitrary<Pdu> = fc.oneof(
  ...(Object.keys(CommandId) as CommandName[]).map(arbitraryPduOf),
);
