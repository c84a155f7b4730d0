import { type TlvName, type Tlvs, tlvByTag } from '@ujumbe/smpp';
import type { UssdDialect } from './dialects.ts';

/** Longest session id that is kept; none was seen beyond eight octets. */
const OCTETS_MAX = 32;
const WIDTHS: Readonly<Record<string, number>> = { int8: 1, int16: 2, int32: 4 };
/** Octets of a session id with a vendor's tag, where we choose one. */
const VENDOR_OCTETS = 4;

/** The octets of a TLV by its tag, as a copy that outlives the frame; null when it is not there. */
export function tlvOctets(tlvs: Tlvs | undefined, tag: number): Buffer | null {
  const named = tlvByTag.get(tag);
  const value = named === undefined ? undefined : tlvs?.[named.name satisfies TlvName];
  if (typeof value === 'number') return numberOctets(value, WIDTHS[named?.form ?? ''] ?? 1);
  if (typeof value === 'string')
    return Buffer.from(named?.form === 'cstring' ? `${value}\0` : value, 'latin1');
  const octets = value ?? tlvs?.unknown?.find((raw) => raw.tag === tag)?.value;
  return octets === undefined ? null : Buffer.from(octets);
}

/** A peer may write a wider integer than the standard has. */
function numberOctets(value: number, width: number): Buffer {
  const octets = Buffer.alloc(value >= 2 ** (8 * width) ? 4 : width);
  octets.writeUIntBE(value, 0, octets.length);
  return octets;
}

/** The session id of a delivery; null when it carries none that can be one. */
export function sessionOctets(tlvs: Tlvs | undefined, { sessionTlv }: UssdDialect): Buffer | null {
  const octets = sessionTlv === null ? null : tlvOctets(tlvs, sessionTlv);
  return octets === null || octets.length === 0 || octets.length > OCTETS_MAX ? null : octets;
}

/** A session id of our own choice, for a session that we begin. @param number counts the sessions we began */
export function ownSessionOctets(number: number, { sessionTlv, endBit }: UssdDialect): Buffer | null {
  if (sessionTlv === null) return null;
  const width = WIDTHS[tlvByTag.get(sessionTlv)?.form ?? ''] ?? VENDOR_OCTETS;
  const octets = Buffer.alloc(width);
  octets.writeUIntBE((endBit ? number * 2 : number) % 2 ** (8 * width), 0, width);
  return octets;
}

/** Whether the operator says with the session id that the session is over. */
export function hasEndBit(octets: Buffer | null, { endBit }: UssdDialect): boolean {
  return endBit && octets !== null && ((octets.at(-1) ?? 0) & 1) === 1;
}

/** The session id as a reply carries it: its end bit says whether the session goes on. */
export function withEndBit(octets: Buffer, ends: boolean, { endBit }: UssdDialect): Buffer {
  if (!endBit) return octets;
  const changed = Buffer.from(octets);
  const last = changed.length - 1;
  changed[last] = ((changed[last] ?? 0) & 0xfe) | (ends ? 1 : 0);
  return changed;
}

/**
 * The name of a session, unique among the live ones of the connector; the subscriber where the operator gives no session
 * id. Null when there is nothing to go by.
 */
export function sessionKey(octets: Buffer | null, msisdn: string, dialect: UssdDialect): string | null {
  const byMsisdn = msisdn === '' ? null : msisdn;
  if (octets === null || dialect.identity === 'msisdn') return byMsisdn;
  const id = masked(octets, dialect.sessionMask).toString('hex');
  if (dialect.identity === 'session') return id;
  return byMsisdn === null ? null : `${byMsisdn}:${id}`;
}

function masked(octets: Buffer, mask: number): Buffer {
  const kept = Buffer.from(octets);
  for (let fromEnd = 0; fromEnd < Math.min(4, kept.length); fromEnd++) {
    const at = kept.length - 1 - fromEnd;
    kept[at] = (kept[at] ?? 0) & (mask >>> (8 * fromEnd));
  }
  return kept;
}
