import type { Socket } from 'node:net';

export interface UnboundLimits {
  /** Sockets without a bind, in all. */
  maxUnbound: number;
  /** Sockets without a bind from one address. */
  maxUnboundPerIp: number;
  /** Refused binds from one address within a minute; beyond, its connections are closed at once. */
  maxBindFailuresPerMinute: number;
}

interface Entry {
  readonly key: string;
  readonly socket: Socket;
  readonly address: string;
  readonly timer: NodeJS.Timeout;
  hasAsked: boolean;
}

const MINUTE_MS = 60_000;
/** Addresses with failures above which old ones are looked for and forgotten. */
const FAILURES_REMEMBERED = 1000;

/**
 * Sockets that have not bound yet, within limits. A newcomer over a limit takes the place of the oldest socket that
 * has not even sent a bind; where all have, the newcomer is refused. So idle connections cannot keep a real ESME out.
 */
export class UnboundSockets {
  readonly #limits: UnboundLimits;
  /** By `address:port` of the peer, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #failures = new Map<string, number[]>();

  constructor(limits: UnboundLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#entries.size;
  }

  /** Takes the socket in and closes it after `bindTimeoutMs`, or refuses it. */
  admit(socket: Socket, bindTimeoutMs: number): boolean {
    const address = socket.remoteAddress ?? '';
    if (this.#recentFailures(address).length >= this.#limits.maxBindFailuresPerMinute) return false;
    const ofAddress = [...this.#entries.values()].filter((entry) => entry.address === address);
    if (ofAddress.length >= this.#limits.maxUnboundPerIp && !this.#evictOne(ofAddress)) return false;
    if (this.count >= this.#limits.maxUnbound && !this.#evictOne(this.#entries.values())) return false;
    const key = `${address}:${socket.remotePort ?? 0}`;
    const timer = setTimeout(() => socket.destroy(), bindTimeoutMs);
    this.#entries.set(key, { key, socket, address, timer, hasAsked: false });
    socket.once('close', () => this.#remove(key));
    return true;
  }

  /** The socket has sent its bind; it is not put out any more. */
  asked(address: string, port: number): void {
    const entry = this.#entries.get(`${address}:${port}`);
    if (entry !== undefined) entry.hasAsked = true;
  }

  /** The socket is bound and no longer counts. */
  bound(address: string, port: number): void {
    this.#remove(`${address}:${port}`);
  }

  /** Counts a refused bind. */
  failed(address: string): void {
    if (this.#failures.size >= FAILURES_REMEMBERED) {
      for (const known of [...this.#failures.keys()]) this.#recentFailures(known);
    }
    this.#failures.set(address, [...this.#recentFailures(address), performance.now()]);
  }

  clear(): void {
    for (const { socket } of [...this.#entries.values()]) socket.destroy();
  }

  #recentFailures(address: string): number[] {
    const recent = (this.#failures.get(address) ?? []).filter((at) => performance.now() - at < MINUTE_MS);
    if (recent.length === 0) this.#failures.delete(address);
    return recent;
  }

  #evictOne(candidates: Iterable<Entry>): boolean {
    for (const entry of candidates) {
      if (entry.hasAsked) continue;
      this.#remove(entry.key);
      entry.socket.destroy();
      return true;
    }
    return false;
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    this.#entries.delete(key);
  }
}
