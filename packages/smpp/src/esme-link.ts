import type { Socket } from 'node:net';
import type { PduError } from './codec/errors.ts';
import { CommandStatus, commandStatusName } from './command-status.ts';
import type { RequestPdu, ResponsePdu } from './pdu/pdu.ts';
import {
  type DownCause,
  defaultReconnectOptions,
  type ReconnectOptions,
  reconnectDelay,
} from './session/backoff.ts';
import { openSocket, type TlsClientOptions } from './session/open-socket.ts';
import type { SessionOptions } from './session/options.ts';
import type { CloseReason, Outcome } from './session/outcome.ts';
import { Session } from './session/session.ts';

export interface BindOptions {
  mode: 'transceiver' | 'transmitter' | 'receiver';
  systemId: string;
  password: string;
  systemType?: string;
  /** 0x34 when left out. */
  interfaceVersion?: number;
  addrTon?: number;
  addrNpi?: number;
  addressRange?: string;
}

export interface EsmeLinkOptions {
  host: string;
  port: number;
  /** Present: TLS. */
  tls?: TlsClientOptions | undefined;
  bind: BindOptions;
  session?: SessionOptions;
  reconnect?: ReconnectOptions;
  connectTimeoutMs?: number;
  bindTimeoutMs?: number;
}

export interface LinkState {
  phase: 'connecting' | 'binding' | 'bound' | 'waiting' | 'stopped';
  /** When the phase began, milliseconds since 1970. */
  since: number;
  /** Why the link was last down. */
  lastError?: string | undefined;
  /** What kind of reason that was: it decides how long the pauses are. */
  lastCause?: DownCause | undefined;
  /** While waiting: milliseconds from `since` to the next attempt. */
  retryInMs?: number | undefined;
  /** Attempts that failed in a row. */
  attempts: number;
}

export interface EsmeLinkHandlers {
  onBound?(session: Session): void;
  /** After `onBound`, when that session has ended; every outstanding request has had its outcome. */
  onUnbound?(reason: CloseReason, session: Session): void;
  onRequest?(pdu: RequestPdu, session: Session): void;
  onLateResponse?(pdu: ResponsePdu, session: Session): void;
  onUnexpectedResponse?(pdu: ResponsePdu, session: Session): void;
  onPduError?(error: PduError, session: Session): void;
  onDrain?(session: Session): void;
  onHandlerError?(error: unknown, session: Session): void;
  /** Every change of phase. */
  onState?(state: LinkState): void;
}

const CREDENTIAL_ERRORS: ReadonlySet<number> = new Set([
  CommandStatus.ESME_RBINDFAIL,
  CommandStatus.ESME_RINVPASWD,
  CommandStatus.ESME_RINVSYSID,
]);

/** One connection of a link, from connected to closed. */
interface Attempt {
  session: Session;
  /** When it was bound, on the monotonic clock. */
  boundAt?: number;
  /** Set when the bind was not accepted: why the session is about to close. */
  refusal?: { cause: DownCause; message: string };
}

/** A client bind that comes back by itself: connects, binds, and after any end waits and tries again until stopped. */
export class EsmeLink {
  readonly #options: EsmeLinkOptions;
  readonly #reconnect: Required<ReconnectOptions>;
  readonly #handlers: EsmeLinkHandlers;
  #state: LinkState = { phase: 'stopped', since: Date.now(), attempts: 0 };
  #connecting: Socket | undefined;
  #attempt: Attempt | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: EsmeLinkOptions, handlers: EsmeLinkHandlers = {}) {
    this.#options = options;
    this.#reconnect = { ...defaultReconnectOptions, ...options.reconnect };
    this.#handlers = handlers;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The bound session, or null. */
  get session(): Session | null {
    return this.#state.phase === 'bound' ? (this.#attempt?.session ?? null) : null;
  }

  start(): void {
    if (this.#state.phase === 'stopped') this.#connect();
  }

  /** Unbinds after waiting up to `drainMs` for outstanding responses, and stays down until `start`. */
  async stop({ drainMs = 5000 }: { drainMs?: number } = {}): Promise<void> {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    clearTimeout(this.#retry);
    this.#enter('stopped');
    this.#connecting?.destroy();
    this.#connecting = undefined;
    if (attempt?.boundAt !== undefined) await attempt.session.unbind(drainMs);
    else attempt?.session.destroy('stopped');
  }

  #connect(): void {
    this.#enter('connecting');
    const { host, port, tls, connectTimeoutMs = 10_000 } = this.#options;
    const socket = openSocket(
      { host, port, tls, connectTimeoutMs },
      () => this.#bind(socket),
      (error) => {
        if (this.#connecting === socket) this.#retryAfter('network', error.message);
      },
    );
    this.#connecting = socket;
  }

  #bind(socket: Socket): void {
    this.#connecting = undefined;
    this.#enter('binding');
    const handlers = this.#handlers;
    const session = new Session(socket, 'esme', this.#options.session ?? {}, {
      onRequest: (pdu, from) => handlers.onRequest?.(pdu, from),
      onLateResponse: (pdu, from) => handlers.onLateResponse?.(pdu, from),
      onUnexpectedResponse: (pdu, from) => handlers.onUnexpectedResponse?.(pdu, from),
      onPduError: (error, from) => handlers.onPduError?.(error, from),
      onDrain: (from) => handlers.onDrain?.(from),
      onClose: (reason) => this.#onClose(attempt, reason),
      ...(handlers.onHandlerError && { onHandlerError: handlers.onHandlerError.bind(handlers) }),
    });
    const attempt: Attempt = { session };
    this.#attempt = attempt;
    const { mode, interfaceVersion = 0x34, ...fields } = this.#options.bind;
    session.bind(
      { command: `bind_${mode}`, interfaceVersion, ...fields },
      this.#options.bindTimeoutMs ?? 30_000,
      (outcome) => this.#onBindOutcome(attempt, outcome),
    );
  }

  #onBindOutcome(attempt: Attempt, outcome: Outcome): void {
    const { session } = attempt;
    switch (outcome.kind) {
      case 'closed': // onClose follows and tells why.
        return;
      case 'timeout':
        attempt.refusal = { cause: 'network', message: 'the bind was not answered in time' };
        session.destroy({ code: 'bind-timeout', message: attempt.refusal.message });
        return;
      case 'response':
        if (outcome.pdu.status === CommandStatus.ESME_ROK) {
          attempt.boundAt = performance.now();
          this.#enter('bound');
          this.#handlers.onBound?.(session);
        } else {
          attempt.refusal = refusalOf(outcome.pdu.status);
          session.destroy({ code: 'bind-refused', message: attempt.refusal.message });
        }
    }
  }

  #onClose(attempt: Attempt, reason: CloseReason): void {
    const { boundAt, session } = attempt;
    if (this.#attempt === attempt) {
      this.#attempt = undefined;
      const wasStable = boundAt !== undefined && performance.now() - boundAt >= this.#reconnect.stableAfterMs;
      if (wasStable) this.#state = { ...this.#state, attempts: 0 };
      const { cause, message } = attempt.refusal ?? { cause: causeOf(reason), message: reason.message };
      this.#retryAfter(cause, message);
    }
    if (boundAt !== undefined) this.#handlers.onUnbound?.(reason, session);
  }

  #retryAfter(cause: DownCause, lastError: string): void {
    const failures = this.#state.attempts;
    const delay = reconnectDelay(cause, failures, this.#reconnect, Math.random());
    this.#retry = setTimeout(() => this.#connect(), delay);
    this.#enter('waiting', {
      lastError,
      lastCause: cause,
      retryInMs: Math.ceil(delay),
      attempts: failures + 1,
    });
  }

  #enter(phase: LinkState['phase'], change: Partial<LinkState> = {}): void {
    this.#state = { ...this.#state, retryInMs: undefined, ...change, phase, since: Date.now() };
    this.#handlers.onState?.(this.#state);
  }
}

function refusalOf(status: number): { cause: DownCause; message: string } {
  const message = `the bind was refused: ${commandStatusName(status)}`;
  if (CREDENTIAL_ERRORS.has(status)) return { cause: 'credentials', message };
  return { cause: status === CommandStatus.ESME_RALYBND ? 'already-bound' : 'network', message };
}

function causeOf(reason: CloseReason): DownCause {
  return reason.code === 'remote-unbind' || reason.code === 'remote-close' ? 'remote-close' : 'network';
}
