import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { vi } from 'vitest';
import {
  type CommandName,
  decodePdu,
  EsmeLink,
  type EsmeLinkHandlers,
  type EsmeLinkOptions,
  encodePdu,
  Framer,
  type Pdu,
  type PduInput,
  SmscServer,
  type SmscServerHandlers,
  type SmscServerOptions,
} from '../src/index.ts';

const cleanups: (() => unknown)[] = [];

/** Ends everything the kit has opened, newest first. For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

export function onCleanUp(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

export const fixture = (name: string): string =>
  readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');

/** An SMSC of ours on a free port that accepts the password "secret". */
export async function startSmsc(
  options: Partial<SmscServerOptions> = {},
  handlers: SmscServerHandlers = {},
): Promise<{ server: SmscServer; port: number }> {
  const authenticate: SmscServerOptions['authenticate'] = ({ password }) =>
    password === 'secret' ? { ok: true, systemId: 'SMSC' } : { ok: false, status: 0x0e };
  const server = new SmscServer({ port: 0, authenticate, ...options }, handlers);
  const { port } = await server.listen();
  onCleanUp(async () => {
    for (const session of server.sessions) session.destroy('test over');
    await server.close();
  });
  return { server, port };
}

/** A link of ours, quick to come back, started. */
export function startLink(
  port: number,
  handlers: EsmeLinkHandlers = {},
  options: Partial<EsmeLinkOptions> = {},
): EsmeLink {
  const link = new EsmeLink(
    {
      host: '127.0.0.1',
      port,
      bind: { mode: 'transceiver', systemId: 'esme01', password: 'secret' },
      ...options,
      reconnect: { initialMs: 20, maxMs: 50, minAfterRemoteCloseMs: 20, ...options.reconnect },
    },
    handlers,
  );
  link.start();
  onCleanUp(() => {
    link.session?.destroy('test over');
    return link.stop();
  });
  return link;
}

/** A peer that sends and receives PDUs as told, with none of our session's manners. */
export class RawPeer {
  readonly socket: Socket;
  readonly received: Pdu[] = [];
  isClosed = false;
  onPdu: (pdu: Pdu) => void = () => undefined;
  readonly #framer = new Framer();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined); // Resets are part of what is tested.
    socket.on('close', () => {
      this.isClosed = true;
    });
    socket.on('data', (chunk: Buffer) => {
      for (const frame of this.#framer.push(chunk)) {
        const pdu = decodePdu(frame);
        this.received.push(pdu);
        this.onPdu(pdu);
      }
    });
    onCleanUp(() => socket.destroy());
  }

  send(...pdus: PduInput<CommandName>[]): void {
    this.write(Buffer.concat(pdus.map((pdu) => encodePdu(pdu))));
  }

  write(octets: Buffer): void {
    this.socket.write(octets);
  }

  /** `command status sequence` of what came, for comparing. */
  get log(): string[] {
    return this.received.map(({ command, status, sequence }) => `${command} ${status} ${sequence}`);
  }
}

/** A raw ESME connected to a port. */
export async function connectRaw(port: number): Promise<RawPeer> {
  const socket = connect(port, '127.0.0.1');
  const peer = new RawPeer(socket);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return peer;
}

/** A raw SMSC that answers binds and leaves the rest to the test. */
export async function startRawSmsc(
  onPeer: (peer: RawPeer) => void = () => undefined,
  bindStatus = 0,
): Promise<{ port: number; peers: RawPeer[] }> {
  const peers: RawPeer[] = [];
  const server = createServer((socket) => {
    const peer = new RawPeer(socket);
    peers.push(peer);
    onPeer(peer);
    const { onPdu } = peer;
    peer.onPdu = (pdu) => {
      if (pdu.command === 'bind_transceiver') {
        peer.send({
          command: 'bind_transceiver_resp',
          sequence: pdu.sequence,
          status: bindStatus,
          systemId: 'RAW',
        });
      } else onPdu(pdu);
    };
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanUp(() => new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as AddressInfo).port, peers };
}

export const message = (text = 'Test SMS'): PduInput<'submit_sm'> => ({
  command: 'submit_sm',
  sourceAddrTon: 5,
  sourceAddr: 'TIARA',
  destAddrTon: 1,
  destAddrNpi: 1,
  destinationAddr: '254700000001',
  registeredDelivery: 1,
  shortMessage: Buffer.from(text, 'latin1'),
});

/** Waits until `check` no longer throws: long enough for a busy machine, and no longer than needed. */
export function until<T>(
  check: () => T | Promise<T>,
  options: { timeout?: number; interval?: number } = {},
): Promise<T> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5, ...options });
}
