import type { Socket } from 'node:net';
import { decodePdu } from '../codec/decode.ts';
import { PduError } from '../codec/errors.ts';
import type { CommandName } from '../command-id.ts';
import type { Pdu, PduInput } from '../pdu/pdu.ts';
import type { Tlvs } from '../tlv.ts';
import type { SessionOptions } from './options.ts';
import type { CloseReason } from './outcome.ts';
import { Reader, type StopCause } from './reader.ts';
import { Writer } from './writer.ts';

export interface ConnectionEvents {
  onPdu(pdu: Pdu): void;
  /** One PDU could not be read; the stream goes on. */
  onBadPdu(error: PduError, isResponse: boolean): void;
  /** The stream is lost; the owner says goodbye and ends the connection. */
  onLostStream(error: PduError): void;
  /** After the PDUs of one chunk, and when the peer takes our output again. */
  onTurn(): void;
  /** Once. @param batch the write that would have been next: what was to leave with it has not left. */
  onClosed(reason: CloseReason, batch: number): void;
}

/** How long the last octets may take to leave after the connection was ended. */
const LINGER_MS = 2000;

/**
 * PDUs over one socket: reading with back-pressure, writing in batches, and an end that happens once. What the PDUs
 * mean is the session's business.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #options: Required<SessionOptions>;
  readonly #events: ConnectionEvents;
  readonly #reader: Reader;
  readonly #writer: Writer;
  #isClosed = false;
  #blockedSince: number | undefined;
  #socketError: Error | undefined;

  constructor(socket: Socket, options: Required<SessionOptions>, events: ConnectionEvents) {
    this.#socket = socket;
    this.#options = options;
    this.#events = events;
    this.#writer = new Writer(socket, () => this.#watchOutput());
    this.#reader = new Reader(socket, options.maxPduLength, {
      onFrame: (frame) => this.#onFrame(frame),
      onChunkEnd: () => events.onTurn(),
      onFault: (error) => events.onLostStream(error),
    });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.on('drain', () => this.#onOutputTaken());
    socket.on('error', (error) => {
      this.#socketError = error;
    });
    socket.on('close', () => this.end(this.#reasonOfSocketClose()));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the peer does not take our output, so that nothing should be added to it. */
  get isBlocked(): boolean {
    return this.#blockedSince !== undefined;
  }

  /** Number of the write the next PDU leaves with. */
  get batch(): number {
    return this.#writer.batch;
  }

  /** Milliseconds on a clock that stands still while reading is stopped. */
  now(): number {
    return this.#reader.now();
  }

  limitPduLength(octets: number): void {
    this.#reader.maxPduLength = octets;
  }

  stopReading(cause: StopCause): void {
    if (!this.#isClosed) this.#reader.stop(cause);
  }

  goOnReading(cause: StopCause): void {
    this.#reader.go(cause);
  }

  /** @throws RecoverablePduError when the PDU cannot be encoded; nothing is written then. */
  write(pdu: PduInput<CommandName>, sequence: number, tlvs: Tlvs | undefined): void {
    if (!this.#isClosed) this.#writer.append(pdu, sequence, tlvs);
  }

  /** Ends the connection when a PDU stays incomplete, or our output untaken, for too long. */
  checkProgress(): void {
    const { partialPduTimeoutMs, unsentGraceMs } = this.#options;
    if (this.#reader.partialAge() > partialPduTimeoutMs) {
      this.end({
        code: 'partial-pdu-timeout',
        message: `a PDU was not whole after ${partialPduTimeoutMs} ms`,
      });
    } else if (this.#blockedSince !== undefined && performance.now() - this.#blockedSince > unsentGraceMs) {
      const message = `the peer left ${this.#socket.writableLength} octets unread for ${unsentGraceMs} ms`;
      this.end({ code: 'slow-peer', message });
    }
  }

  /** @param output `flush` lets what has been written leave first; `drop` closes at once. */
  end(reason: CloseReason, output: 'flush' | 'drop' = 'drop'): void {
    if (this.#isClosed) return;
    if (output === 'flush') this.#writer.flush();
    this.#isClosed = true;
    this.#reader.end();
    this.#writer.discard();
    if (output === 'flush') this.#closeSoon();
    else this.#socket.destroy();
    this.#events.onClosed(reason, this.#writer.batch);
  }

  #onFrame(frame: Buffer): void {
    let pdu: Pdu;
    try {
      pdu = decodePdu(frame);
    } catch (error) {
      if (!(error instanceof PduError)) throw error;
      this.#events.onBadPdu(error, ((frame[4] ?? 0) & 0x80) !== 0);
      return;
    }
    this.#events.onPdu(pdu);
  }

  #watchOutput(): void {
    if (this.#blockedSince !== undefined || this.#socket.writableLength <= this.#options.maxUnsentBytes)
      return;
    this.#blockedSince = performance.now();
    this.#reader.stop('output');
  }

  #onOutputTaken(): void {
    if (this.#blockedSince === undefined || this.#isClosed) return;
    this.#blockedSince = undefined;
    this.#reader.go('output');
    this.#events.onTurn();
  }

  #closeSoon(): void {
    // Reading on and throwing away: closing with unread input would reset the connection and lose our last octets.
    this.#socket.resume();
    this.#socket.end();
    const linger = setTimeout(() => this.#socket.destroy(), LINGER_MS);
    this.#socket.once('close', () => clearTimeout(linger));
  }

  #reasonOfSocketClose(): CloseReason {
    return this.#socketError === undefined
      ? { code: 'remote-close', message: 'the peer closed the connection' }
      : { code: 'socket-error', message: this.#socketError.message };
  }
}
