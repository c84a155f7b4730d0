import type { Socket } from 'node:net';
import type { PduError } from '../codec/errors.ts';
import type { AnsweredName, CommandName } from '../command-id.ts';
import { CommandStatus } from '../command-status.ts';
import {
  type BindPdu,
  isResponse,
  type Pdu,
  type PduInput,
  type RequestInput,
  type RequestPdu,
  type ResponsePdu,
} from '../pdu/pdu.ts';
import { type BindMode, maySend, modeOfBind, type Role } from './bind-rules.ts';
import { Connection } from './connection.ts';
import type { SessionHandlers } from './handlers.ts';
import { KeepAlive } from './keep-alive.ts';
import { defaultSessionOptions, type SessionOptions, tickInterval } from './options.ts';
import { type CloseReason, type OnOutcome, type Outcome, SessionError } from './outcome.ts';
import type { ResponseFields } from './response-fields.ts';
import { responseName } from './response-name.ts';
import { Window } from './window.ts';

export type SessionState = 'open' | 'bound_tx' | 'bound_rx' | 'bound_trx' | 'unbinding' | 'closed';

/** interface_version from which a peer understands TLVs. */
const VERSION_WITH_TLVS = 0x34;

/**
 * One SMPP connection, of either side: numbers requests and matches responses, holds the window and its deadlines,
 * keeps the link alive, and stops reading when either direction is full. It never reconnects and never retries.
 */
export class Session {
  readonly role: Role;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** The ESME's system_id, once bound. */
  systemId = '';
  /** interface_version the peer speaks: 0x33, 0x34 or 0x50. */
  peerVersion = VERSION_WITH_TLVS;
  readonly #options: Required<SessionOptions>;
  readonly #handlers: SessionHandlers;
  readonly #connection: Connection;
  readonly #window: Window;
  readonly #keepAlive: KeepAlive;
  readonly #ticker: NodeJS.Timeout;
  #phase: 'open' | 'bound' | 'unbinding' | 'closed' = 'open';
  #mode: BindMode = 'trx';
  #isBindPending = false;
  #isDrainDue = false;
  #whenIdle: (() => void)[] = [];
  #whenClosed: (() => void)[] = [];

  /** @param socket connected; the session owns it from here on. */
  constructor(socket: Socket, role: Role, options: SessionOptions, handlers: SessionHandlers) {
    this.role = role;
    this.remoteAddress = socket.remoteAddress ?? '';
    this.remotePort = socket.remotePort ?? 0;
    this.#options = { ...defaultSessionOptions, ...options };
    this.#handlers = handlers;
    this.#window = new Window(this.#options.window);
    this.#connection = new Connection(socket, this.#options, {
      onPdu: (pdu) => this.#onPdu(pdu),
      onBadPdu: (error, wasResponse) => this.#onBadPdu(error, wasResponse),
      onLostStream: (error) => this.#onLostStream(error),
      onTurn: () => this.#reportDrain(),
      onClosed: (reason, batch) => this.#onClosed(reason, batch),
    });
    const { enquireIntervalMs, enquireTimeoutMs } = this.#options;
    this.#keepAlive = new KeepAlive(enquireIntervalMs, enquireTimeoutMs, this.#connection.now());
    this.#ticker = setInterval(() => this.#tick(), tickInterval(this.#options));
  }

  get state(): SessionState {
    return this.#phase === 'bound' ? `bound_${this.#mode}` : this.#phase;
  }

  /** Requests `send` would take now: 0 when not bound, or while the peer does not take our output. */
  get free(): number {
    return this.#phase !== 'bound' || this.#connection.isBlocked ? 0 : this.#window.size - this.#window.taken;
  }

  /** Requests waiting for their response. */
  get outstanding(): number {
    return this.#window.taken;
  }

  /**
   * Sends a request under the session's next sequence number. All PDUs of one turn of the event loop leave in one
   * write.
   *
   * @returns false, with nothing sent and no outcome to come, when `free` is 0.
   * @throws SessionError `wrong-direction` when this kind of bind does not carry the command.
   * @throws RecoverablePduError when the request cannot be encoded; nothing is sent.
   */
  send(request: RequestInput, onOutcome: OnOutcome): boolean {
    if (this.free <= 0) {
      this.#isDrainDue = true;
      return false;
    }
    if (!maySend(request.command, this.role, this.#mode)) {
      throw new SessionError(
        'wrong-direction',
        `a ${this.state} ${this.role} cannot send ${request.command}`,
      );
    }
    this.#transmit(request, onOutcome, this.#options.responseTimeoutMs, true);
    return true;
  }

  /** As `send`, for low rates. @throws SessionError when there is no response: not bound, full, timeout, closed. */
  request(request: RequestInput): Promise<ResponsePdu> {
    return new Promise((resolve, reject) => {
      const isSent = this.send(request, (outcome) => {
        if (outcome.kind === 'response') resolve(outcome.pdu);
        else reject(new SessionError(outcome.kind, `${request.command} has no response: ${outcome.kind}`));
      });
      if (isSent) return;
      if (this.#phase !== 'bound') reject(new SessionError('not-bound', `the session is ${this.state}`));
      else reject(new SessionError('window-full', `all ${this.#window.size} slots of the window are taken`));
    });
  }

  /** Answers a request of the peer. Does nothing when the session has ended meanwhile. */
  respond(request: Pick<RequestPdu, 'command' | 'sequence'>, fields: ResponseFields = {}): void {
    const command = responseName(request.command);
    if (command === undefined) throw new TypeError(`${request.command} has no response`);
    this.#write({ command, ...fields } as PduInput<CommandName>, request.sequence);
  }

  /** Answers a PDU that cannot be served at all with generic_nack. */
  nack(sequence: number, status: number): void {
    this.#write({ command: 'generic_nack', status }, sequence);
  }

  /** ESME side: sends the bind. The state is bound before any PDU behind the response is handled. */
  bind(request: PduInput<BindPdu['command']>, timeoutMs: number, onOutcome: OnOutcome): void {
    const bound = (outcome: Outcome): void => {
      if (outcome.kind === 'response' && outcome.pdu.status === CommandStatus.ESME_ROK) {
        this.systemId = request.systemId ?? '';
        this.peerVersion = outcome.pdu.tlvs?.scInterfaceVersion ?? this.peerVersion;
        this.#becomeBound(modeOfBind(request.command));
      }
      onOutcome(outcome);
    };
    this.#transmit(request, bound, timeoutMs, false);
  }

  /** SMSC side: answers a bind; `systemId` is the SMSC's own name. From here on messages pass. */
  acceptBind(request: BindPdu, systemId: string): void {
    if (this.#phase !== 'open') return;
    this.systemId = request.systemId;
    this.peerVersion = request.interfaceVersion;
    const version = request.interfaceVersion >= 0x50 ? 0x50 : VERSION_WITH_TLVS;
    this.respond(request, { systemId, tlvs: { scInterfaceVersion: version } });
    this.#becomeBound(modeOfBind(request.command));
  }

  /** SMSC side: answers a bind with an error and ends the session. */
  refuseBind(request: BindPdu, status: number): void {
    if (this.#phase !== 'open') return;
    this.respond(request, { status });
    const message = `refused the bind of "${request.systemId}"`;
    this.#connection.end({ code: 'bind-refused', message }, 'flush');
  }

  /** Stops reading from the peer, and the session's deadlines with it, until `resumeReading`. */
  pauseReading(): void {
    this.#connection.stopReading('application');
  }

  resumeReading(): void {
    this.#connection.goOnReading('application');
  }

  /** Largest PDU accepted until the session is bound, in octets. */
  limitPduLength(octets: number): void {
    this.#connection.limitPduLength(octets);
  }

  /**
   * Ends the session politely: takes no more requests, waits for outstanding ones up to `drainMs`, sends unbind and
   * waits for its response up to `unbindTimeoutMs`. Resolves when the session has ended.
   */
  async unbind(drainMs = 0): Promise<void> {
    if (this.#phase === 'closed') return;
    const closed = new Promise<void>((resolve) => this.#whenClosed.push(resolve));
    if (this.#phase === 'open') this.destroy('ended before the bind');
    if (this.#phase === 'bound') {
      this.#phase = 'unbinding';
      await this.#idle(drainMs);
      const end = (): void => this.#connection.end({ code: 'local-unbind', message: 'we unbound' }, 'flush');
      if (!this.#connection.isClosed) {
        this.#transmit({ command: 'unbind' }, end, this.#options.unbindTimeoutMs, false);
      }
    }
    return closed;
  }

  /** Ends the session at once; what has not been written is dropped. */
  destroy(reason: string | CloseReason = 'destroyed'): void {
    this.#connection.end(typeof reason === 'string' ? { code: 'local-destroy', message: reason } : reason);
  }

  #transmit(request: RequestInput, onOutcome: OnOutcome, timeoutMs: number, takesSlot: boolean): void {
    const sequence = this.#window.nextSequence();
    this.#write(request, sequence);
    this.#window.add({
      sequence,
      command: request.command as AnsweredName,
      onOutcome,
      deadline: this.#connection.now() + timeoutMs,
      batch: this.#connection.batch,
      takesSlot,
    });
  }

  #write(pdu: PduInput<CommandName>, sequence: number): void {
    const takesTlvs = this.role === 'esme' || this.peerVersion >= VERSION_WITH_TLVS;
    this.#connection.write(pdu, sequence, takesTlvs ? pdu.tlvs : undefined);
  }

  #becomeBound(mode: BindMode): void {
    if (this.#phase !== 'open') return;
    this.#mode = mode;
    this.#phase = 'bound';
    this.#connection.limitPduLength(this.#options.maxPduLength);
  }

  #onPdu(pdu: Pdu): void {
    this.#keepAlive.heard(this.#connection.now());
    switch (pdu.command) {
      case 'enquire_link':
        this.respond(pdu);
        break;
      case 'enquire_link_resp':
        break;
      case 'unbind':
        this.respond(pdu);
        this.#connection.end({ code: 'remote-unbind', message: 'the peer unbound' }, 'flush');
        break;
      case 'bind_receiver':
      case 'bind_transmitter':
      case 'bind_transceiver':
        this.#call(() => this.#onBind(pdu));
        break;
      default:
        this.#call(() => (isResponse(pdu) ? this.#onResponse(pdu) : this.#onRequest(pdu)));
    }
  }

  #onBind(pdu: BindPdu): void {
    if (this.role === 'esme' || this.#handlers.onBind === undefined) {
      this.respond(pdu, { status: CommandStatus.ESME_RINVBNDSTS });
    } else if (this.#phase !== 'open' || this.#isBindPending) {
      this.respond(pdu, { status: CommandStatus.ESME_RALYBND });
    } else {
      this.#isBindPending = true;
      this.#handlers.onBind(pdu, this);
    }
  }

  /** An SMSC holds its ESMEs to their bind; an ESME takes whatever its operator sends once bound. */
  #onRequest(pdu: RequestPdu): void {
    const isBound = this.#phase !== 'open';
    const isAllowed =
      this.role === 'esme'
        ? isBound || pdu.command === 'outbind'
        : isBound && maySend(pdu.command, 'esme', this.#mode);
    if (isAllowed) this.#handlers.onRequest?.(pdu, this);
    else if (responseName(pdu.command)) this.respond(pdu, { status: CommandStatus.ESME_RINVBNDSTS });
  }

  #onResponse(pdu: ResponsePdu): void {
    const request = this.#window.take(pdu.sequence, pdu.command);
    if (request !== undefined) {
      this.#isDrainDue ||= request.takesSlot;
      request.onOutcome({ kind: 'response', pdu });
    } else if (this.#window.takeLate(pdu.sequence)) {
      this.#handlers.onLateResponse?.(pdu, this);
    } else {
      this.#handlers.onUnexpectedResponse?.(pdu, this);
    }
  }

  #onBadPdu(error: PduError, wasResponse: boolean): void {
    this.#keepAlive.heard(this.#connection.now());
    const response = error.command === undefined ? undefined : responseName(error.command);
    if (response !== undefined) this.#write({ command: response, status: error.status }, error.sequence);
    else if (!wasResponse) this.nack(error.sequence, error.status);
    this.#call(() => this.#handlers.onPduError?.(error, this));
  }

  #onLostStream(error: PduError): void {
    this.nack(error.sequence, error.status);
    this.#call(() => this.#handlers.onPduError?.(error, this));
    this.#connection.end({ code: 'unreadable-stream', message: error.message }, 'flush');
  }

  /** The one timer of a session: deadlines, stuck input and output, signs of life. */
  #tick(): void {
    const now = this.#connection.now();
    for (const { onOutcome, sequence, takesSlot } of this.#window.expire(now, this.#options.lateResponseMs)) {
      this.#isDrainDue ||= takesSlot;
      this.#call(() => onOutcome({ kind: 'timeout', sequence }));
    }
    this.#reportDrain();
    this.#connection.checkProgress();
    if (this.#phase !== 'bound') return;
    const verdict = this.#keepAlive.check(now);
    if (verdict === 'ask') this.#write({ command: 'enquire_link' }, this.#window.nextSequence());
    if (verdict === 'dead') {
      const message = `no sign of life after two enquire_link of ${this.#options.enquireTimeoutMs} ms`;
      this.#connection.end({ code: 'enquire-timeout', message });
    }
  }

  #reportDrain(): void {
    if (this.#window.taken === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    if (!this.#isDrainDue || this.free === 0) return;
    this.#isDrainDue = false;
    this.#call(() => this.#handlers.onDrain?.(this));
  }

  #idle(timeoutMs: number): Promise<void> {
    if (this.#window.taken === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#whenIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #onClosed(reason: CloseReason, batch: number): void {
    this.#phase = 'closed';
    clearInterval(this.#ticker);
    for (const request of this.#window.clear()) {
      this.#call(() => request.onOutcome({ kind: 'closed', written: request.batch < batch }));
    }
    this.#call(() => this.#handlers.onClose?.(reason, this));
    for (const resolve of [...this.#whenIdle.splice(0), ...this.#whenClosed.splice(0)]) resolve();
  }

  /** A handler's fault must not stop the reading of the frames behind it. */
  #call(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      if (this.#handlers.onHandlerError !== undefined) {
        this.#handlers.onHandlerError(error, this);
        return;
      }
      process.nextTick(() => {
        throw error;
      });
    }
  }
}
