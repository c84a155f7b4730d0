/** Turns a PDU as JSON holds it into one to encode: `{hex}` and `{latin1}` stand for octets. */
export function readPdu(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readPdu);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  if (typeof record.hex === 'string') return Buffer.from(record.hex, 'hex');
  if (typeof record.latin1 === 'string') return Buffer.from(record.latin1, 'latin1');
  return Object.fromEntries(Object.entries(record).map(([name, inner]) => [name, readPdu(inner)]));
}
