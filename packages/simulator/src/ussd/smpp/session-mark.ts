import { type Tlvs, tlvTable } from '@ujumbe/smpp';
import type { SessionMark } from './profiles.ts';

/** The optional parameter that carries a session's number. */
export function writeMark({ tag, octets }: SessionMark, number: number): Tlvs {
  if (tag === tlvTable.itsSessionInfo[0]) return { itsSessionInfo: number };
  if (tag === tlvTable.userMessageReference[0]) return { userMessageReference: number };
  const value = Buffer.alloc(octets);
  value.writeUIntBE(number, 0, octets);
  return { unknown: [{ tag, value }] };
}

/** The session's number, end bit and all; null where the parameter is absent or of another length. */
export function readMark({ tag, octets }: SessionMark, tlvs: Tlvs | undefined): number | null {
  if (tag === tlvTable.itsSessionInfo[0]) return tlvs?.itsSessionInfo ?? null;
  if (tag === tlvTable.userMessageReference[0]) return tlvs?.userMessageReference ?? null;
  const found = tlvs?.unknown?.find((tlv) => tlv.tag === tag);
  return found?.value.length === octets ? found.value.readUIntBE(0, octets) : null;
}
