import { BlockList, isIP, isIPv4 } from 'node:net';

type Range = { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' };

/** Whether a text names addresses that a key can be bound to: one address, or a range such as `10.1.0.0/16`. */
export function isIpRange(text: string): boolean {
  return readRange(text) !== null;
}

/**
 * A test for membership in a list of addresses and CIDR ranges. An entry that cannot be read admits nobody: a slip in
 * the list must never open it.
 */
export function ipMatcher(ranges: readonly string[]): (remoteAddress: string) => boolean {
  const list = new BlockList();
  for (const text of ranges) {
    const range = readRange(text);
    if (range !== null) list.addSubnet(range.address, range.bits, range.family);
  }
  return (remoteAddress) => {
    const address = plainAddress(remoteAddress);
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}

function readRange(text: string): Range | null {
  const match = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return null;
  const address = match[1] as string;
  const version = isIP(address);
  if (version === 0) return null;
  const most = version === 4 ? 32 : 128;
  const bits = match[2] === undefined ? most : Number(match[2]);
  return bits <= most ? { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' } : null;
}

/** A dual-stack socket shows IPv4 peers as `::ffff:10.1.2.3`, and link-local ones with a zone. */
function plainAddress(remoteAddress: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(remoteAddress)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  const zone = remoteAddress.indexOf('%');
  return zone === -1 ? remoteAddress : remoteAddress.slice(0, zone);
}
