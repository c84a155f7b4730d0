import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { PduError } from './codec/errors.ts';
import { CommandStatus } from './command-status.ts';
import type { BindPdu, RequestPdu, ResponsePdu } from './pdu/pdu.ts';
import type { SessionOptions } from './session/options.ts';
import type { CloseReason } from './session/outcome.ts';
import { Session } from './session/session.ts';
import { UnboundSockets } from './session/unbound-sockets.ts';

/** `systemId` is the name the SMSC answers with; `status` a reason such as ESME_RINVPASWD. */
export type BindVerdict = { ok: true; systemId?: string | undefined } | { ok: false; status: number };

export interface Remote {
  address: string;
  port: number;
}

export interface SmscServerOptions {
  /** Loopback when left out. */
  host?: string;
  /** 0 lets the system choose; `listen` tells which. */
  port: number;
  /** Present: TLS 1.2 or newer. Client certificates are asked for with `requestCert` and `ca`. */
  tls?: TlsOptions | undefined;
  session?: SessionOptions;
  /** Decides about a bind. Compare secrets in constant time; a rejection answers ESME_RSYSERR. */
  authenticate(bind: BindPdu, remote: Remote): BindVerdict | Promise<BindVerdict>;
  /** Time from the connection to a successful bind. */
  bindTimeoutMs?: number;
  /** Connections without a bind, in all and from one address. */
  maxUnbound?: number;
  maxUnboundPerIp?: number;
  /** Largest PDU accepted before the bind, in octets. */
  unboundMaxPduLength?: number;
  /** Refused binds of one address within a minute after which its connections are closed at once. */
  maxBindFailuresPerMinute?: number;
}

/** All of them concern bound sessions only. */
export interface SmscServerHandlers {
  onBound?(session: Session): void;
  onRequest?(pdu: RequestPdu, session: Session): void;
  onLateResponse?(pdu: ResponsePdu, session: Session): void;
  onUnexpectedResponse?(pdu: ResponsePdu, session: Session): void;
  onDrain?(session: Session): void;
  onClose?(session: Session, reason: CloseReason): void;
  /** Also for PDUs before the bind. */
  onPduError?(error: PduError, session: Session): void;
  onHandlerError?(error: unknown, session: Session): void;
  /** Listening or accepting failed, for want of file descriptors for instance; the server goes on. */
  onServerError?(error: Error): void;
  /** A connection or a bind was turned away; for a log. */
  onRefused?(remote: Remote, why: string): void;
}

const defaults = {
  host: '127.0.0.1',
  session: {},
  bindTimeoutMs: 30_000,
  maxUnbound: 200,
  maxUnboundPerIp: 5,
  unboundMaxPduLength: 256,
  maxBindFailuresPerMinute: 5,
};

/** The SMSC side: listens, lets authenticated ESMEs bind, and holds everyone else to narrow limits. */
export class SmscServer {
  readonly #options: SmscServerOptions & typeof defaults;
  readonly #handlers: SmscServerHandlers;
  readonly #unbound: UnboundSockets;
  readonly #bound = new Set<Session>();
  readonly #server: Server;

  constructor(options: SmscServerOptions, handlers: SmscServerHandlers = {}) {
    this.#options = { ...defaults, ...options };
    this.#handlers = handlers;
    this.#unbound = new UnboundSockets(this.#options);
    this.#server = options.tls ? this.#createTlsServer(options.tls) : createServer();
    this.#server.on('connection', (socket) => this.#onConnection(socket));
    this.#server.on('error', (error) => this.#handlers.onServerError?.(error));
  }

  /** Bound sessions. */
  get sessions(): ReadonlySet<Session> {
    return this.#bound;
  }

  /** Connections that have not bound yet. */
  get unboundCount(): number {
    return this.#unbound.count;
  }

  /** @throws Error when the address cannot be listened on. */
  listen(): Promise<{ port: number }> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, this.#options.host, () => {
        this.#server.off('error', reject);
        resolve({ port: (this.#server.address() as AddressInfo).port });
      });
    });
  }

  /** Accepts no more connections and unbinds every session, waiting up to `drainMs` for outstanding responses. */
  async close({ drainMs = 0 }: { drainMs?: number } = {}): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#unbound.clear();
    await Promise.all([...this.#bound].map((session) => session.unbind(drainMs)));
    await closed;
  }

  #createTlsServer(tls: TlsOptions): Server {
    const server = createTlsServer({ minVersion: 'TLSv1.2', ...tls });
    server.on('secureConnection', (socket) => this.#openSession(socket));
    server.on('tlsClientError', (error, socket) => {
      this.#handlers.onRefused?.(remoteOf(socket), `TLS: ${error.message}`);
      socket.destroy();
    });
    return server;
  }

  #onConnection(socket: Socket): void {
    // Reported by the session, or by the TLS socket around this one; without a listener it would end the process.
    socket.on('error', () => undefined);
    const isAdmitted = this.#unbound.admit(socket, this.#options.bindTimeoutMs);
    if (!isAdmitted) {
      this.#handlers.onRefused?.(remoteOf(socket), 'too many connections without a bind, or refused binds');
      socket.destroy();
    } else if (this.#options.tls === undefined) this.#openSession(socket);
  }

  #openSession(socket: Socket): void {
    const handlers = this.#handlers;
    const session = new Session(socket, 'smsc', this.#options.session, {
      onBind: (pdu, from) => void this.#authenticate(pdu, from),
      onRequest: (pdu, from) => handlers.onRequest?.(pdu, from),
      onLateResponse: (pdu, from) => handlers.onLateResponse?.(pdu, from),
      onUnexpectedResponse: (pdu, from) => handlers.onUnexpectedResponse?.(pdu, from),
      onPduError: (error, from) => handlers.onPduError?.(error, from),
      onDrain: (from) => handlers.onDrain?.(from),
      onClose: (reason, from) => {
        if (this.#bound.delete(from)) handlers.onClose?.(from, reason);
      },
      ...(handlers.onHandlerError && { onHandlerError: handlers.onHandlerError.bind(handlers) }),
    });
    session.limitPduLength(this.#options.unboundMaxPduLength);
  }

  async #authenticate(bind: BindPdu, session: Session): Promise<void> {
    const remote = { address: session.remoteAddress, port: session.remotePort };
    this.#unbound.asked(remote.address, remote.port);
    const verdict = await this.#verdictOn(bind, remote, session);
    if (session.state !== 'open') return;
    if (verdict.ok) {
      this.#unbound.bound(remote.address, remote.port);
      this.#bound.add(session);
      session.acceptBind(bind, verdict.systemId ?? 'SMSC');
      this.#handlers.onBound?.(session);
    } else {
      this.#unbound.failed(remote.address);
      this.#handlers.onRefused?.(remote, `bind of "${bind.systemId}" refused`);
      session.refuseBind(bind, verdict.status);
    }
  }

  async #verdictOn(bind: BindPdu, remote: Remote, session: Session): Promise<BindVerdict> {
    try {
      return await this.#options.authenticate(bind, remote);
    } catch (error) {
      this.#handlers.onHandlerError?.(error, session);
      return { ok: false, status: CommandStatus.ESME_RSYSERR };
    }
  }
}

function remoteOf(socket: Socket): Remote {
  return { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
}
