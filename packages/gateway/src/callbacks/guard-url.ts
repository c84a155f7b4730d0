import dns from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';

/**
 * What may be reached from here. Customers choose the addresses we call, so every address is hostile until it is shown
 * to be public. The host of a URL, each address it resolves to and the address of the opened socket are judged, at each
 * new connection, so that neither odd spellings nor a changing name server lead into our own network.
 */
export type GuardSettings = {
  /** Private ranges that may be reached all the same: `CIDR` or `CIDR:port`, with brackets around IPv6, such as `127.0.0.0/8:8080` or `[fd00::/8]:443`. */
  readonly allow: readonly string[];
  /** What may never be reached, public or not, in the same form: our own listeners, the database. */
  readonly deny: readonly string[];
  readonly requireHttps: boolean;
  /** /96 prefixes of the network's NAT64, whose embedded IPv4 address is judged instead. */
  readonly nat64: readonly string[];
};

export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

/** The guard refused an address. The message is for the owner of the URL. */
export class AddressRefused extends Error {
  override name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';
}

export type Guard = {
  /**
   * Reads a callback address.
   * @throws AddressRefused for what can be refused without asking a name server
   */
  checkUrl(text: string): URL;
  /** Opens connections for undici, judging each address before it is dialled and again when it is open. */
  readonly connect: buildConnector.connector;
};

const CONNECT_TIMEOUT_MS = 3000;

/** Ports of databases, caches, NATS, Docker, etcd and kubelet, which answer to strangers more than they should. */
const servicePorts = new Set([
  1433, 1521, 2049, 2375, 2376, 2377, 2379, 2380, 3306, 4222, 5432, 5433, 5672, 6222, 6379, 6432, 8222, 9042,
  9200, 9300, 10250, 10255, 11211, 27017, 27018, 27019,
]);

/** Not the public internet (IANA special-purpose registry). */
const privateIpv4 = blockList(
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
);
/** IPv6 is judged the other way round, because it has too many ways to embed an IPv4 address. */
const publicIpv6 = blockList(['2000::', 3]);
const privateIpv6 = blockList(['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]);
/** Addresses where clouds hand out credentials: no setting opens these. */
const metadata = blockList(
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['fd00:ec2::254', 128],
);

/**
 * Makes the guard of one deployment.
 *
 * @param resolve asks for all addresses of a name; the system's by default
 * @throws RangeError when a range of the settings cannot be read
 */
export function guardFor(settings: GuardSettings, resolve: Resolve = resolveBySystem): Guard {
  const allow = settings.allow.map(parseRange);
  const deny = settings.deny.map(parseRange);
  const nat64 = settings.nat64.map(parseRange);
  const connectors = new Map<number, buildConnector.connector>();

  const isAllowed = (address: string, port: number) =>
    allow.some((range) => covers(range, address, port) && (range.port !== null || isCommonPort(port)));

  const notAllowed = (address: string, port: number): string =>
    allow.some(({ addresses }) => isIn(addresses, address))
      ? `port ${port} of ${address} is not among what callbacks.allowPrivate allows`
      : `${address} is not a public address, and callbacks.allowPrivate does not allow it`;

  const refusal = (address: string, port: number): string | null => {
    if (isIP(address) === 0 || address.includes('%')) return `${address} is not a plain IP address`;
    const judged = nat64.some((range) => covers(range, address, port)) ? embeddedIpv4(address) : address;
    if (isIn(metadata, judged)) return `${judged} is a metadata address`;
    if (deny.some((range) => covers(range, judged, port)))
      return `${judged} port ${port} may not be called from here`;
    if (isAllowed(judged, port)) return null;
    if (!isPublic(judged)) return notAllowed(judged, port);
    return isCommonPort(port) ? null : `port ${port} may not be called`;
  };

  /** Hands on exactly the addresses that were judged, so that what was judged is what is dialled. */
  const lookupFor = (port: number): LookupFunction => {
    return (hostname, options, callback) => {
      resolve(hostname, (error, addresses) => {
        if (error) return callback(error, '');
        const first = addresses[0];
        if (!first) return callback(new AddressRefused(`${hostname} has no address`), '');
        for (const { address } of addresses) {
          const reason = refusal(address, port);
          if (reason !== null) return callback(refused(hostname, address, reason), '');
        }
        if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  };

  const connectorFor = (port: number): buildConnector.connector => {
    const known = connectors.get(port);
    if (known) return known;
    const made = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup: lookupFor(port) });
    connectors.set(port, made);
    return made;
  };

  return {
    checkUrl(text) {
      const url = URL.parse(text);
      if (url === null) throw new AddressRefused('the address is not a URL');
      if (url.protocol !== 'https:' && (settings.requireHttps || url.protocol !== 'http:')) {
        const wanted = settings.requireHttps ? 'https' : 'http or https';
        throw new AddressRefused(`the address must begin with ${wanted}, not ${url.protocol.slice(0, -1)}`);
      }
      if (url.username !== '' || url.password !== '') {
        throw new AddressRefused('the address must not hold a user name or password');
      }
      const port = portOf(url);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0) {
        const reason = refusal(host, port);
        if (reason !== null) throw refused(host, host, reason);
      } else if (!isCommonPort(port) && !allow.some((range) => range.port === port)) {
        throw new AddressRefused(`port ${port} may not be called`);
      }
      return url;
    },

    connect(options, callback) {
      const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
      const host = options.hostname;
      // A literal is never looked up, so it is judged here.
      const reason = isIP(host) === 0 ? null : refusal(host, port);
      if (reason !== null) return callback(refused(host, host, reason), null);
      connectorFor(port)(options, (...opened) => {
        const [error, socket] = opened;
        if (error !== null) return callback(error, null);
        const address = socket.remoteAddress ?? 'an unknown address';
        const reached = refusal(address, port);
        if (reached === null) return callback(null, socket);
        socket.destroy();
        callback(refused(host, address, reached), null);
      });
    },
  };
}

/** The reason names the address; where its owner wrote a name, that too. */
function refused(host: string, address: string, reason: string): AddressRefused {
  return new AddressRefused(host === address ? reason : `${host} leads nowhere we may call: ${reason}`);
}

function resolveBySystem(hostname: string, callback: Parameters<Resolve>[1]): void {
  dns.lookup(hostname, { all: true }, (error, addresses) => callback(error, addresses ?? []));
}

function isCommonPort(port: number): boolean {
  return port === 80 || port === 443 || (port >= 1024 && port <= 65535 && !servicePorts.has(port));
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function isPublic(address: string): boolean {
  if (isIPv4(address)) return !isIn(privateIpv4, address);
  return isIn(publicIpv6, address) && !isIn(privateIpv6, address);
}

type Range = { readonly addresses: BlockList; readonly port: number | null };

function covers(range: Range, address: string, port: number): boolean {
  return (range.port === null || range.port === port) && isIn(range.addresses, address);
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function parseRange(text: string): Range {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:]+)|(?<bare>.+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups;
  const [address = '', bits] = (match?.v6 ?? match?.v4 ?? match?.bare ?? '').split('/');
  const family = isIP(address);
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (family === 0 || address.includes('%') || !/^\d*$/.test(bits ?? '') || prefix > width) {
    throw new RangeError(`"${text}" is not a range such as 10.0.0.0/8, 127.0.0.1/32:8080 or [fd00::/8]:443`);
  }
  return {
    addresses: blockList([address, prefix]),
    port: match?.port === undefined ? null : Number(match.port),
  };
}

function blockList(...subnets: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  return list;
}

/** The last 32 bits of an IPv6 address, as IPv4. */
function embeddedIpv4(address: string): string {
  const canonical = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? address;
  const words = canonical.split(':').slice(-2);
  return words
    .map((word) => Number.parseInt(word || '0', 16))
    .map((word) => `${word >> 8}.${word & 255}`)
    .join('.');
}
