import type { Socket } from 'node:net';
import { UnrecoverablePduError } from '../codec/errors.ts';
import { Framer } from '../codec/framer.ts';

/** Who may stop the reading: the application that cannot keep up, or output the peer does not take. */
export type StopCause = 'application' | 'output';

export interface ReaderEvents {
  onFrame(frame: Buffer): void;
  /** After the frames of one chunk. */
  onChunkEnd(): void;
  /** The stream is lost; nothing is read any more. */
  onFault(error: UnrecoverablePduError): void;
}

/**
 * Reads frames from a socket, and keeps the session's clock: milliseconds that do not pass while reading is stopped,
 * so that a response lying unread in the socket does not count as missing.
 */
export class Reader {
  readonly #socket: Socket;
  readonly #events: ReaderEvents;
  readonly #framer: Framer;
  readonly #stops = new Set<StopCause>();
  #held: Buffer[] = [];
  #fault: UnrecoverablePduError | undefined;
  #isEnded = false;
  #stoppedAt = 0;
  #stoppedFor = 0;
  #partialSince: number | undefined;

  constructor(socket: Socket, maxPduLength: number, events: ReaderEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#framer = new Framer(maxPduLength);
    socket.on('data', (chunk: Buffer) => this.#onChunk(chunk));
  }

  now(): number {
    return (this.#stops.size > 0 ? this.#stoppedAt : performance.now()) - this.#stoppedFor;
  }

  /** How long a PDU has been waiting for its last octets. */
  partialAge(): number {
    return this.#partialSince === undefined ? 0 : this.now() - this.#partialSince;
  }

  set maxPduLength(octets: number) {
    this.#framer.maxPduLength = octets;
  }

  stop(cause: StopCause): void {
    if (this.#stops.size === 0) {
      this.#stoppedAt = performance.now();
      this.#socket.pause();
    }
    this.#stops.add(cause);
  }

  go(cause: StopCause): void {
    if (!this.#stops.delete(cause) || this.#stops.size > 0) return;
    this.#stoppedFor += performance.now() - this.#stoppedAt;
    // Not at once: the caller may be one of the handlers the held frames would go to.
    setImmediate(() => this.#continue());
  }

  /** Drops what is held and reads no more. */
  end(): void {
    this.#isEnded = true;
    this.#held = [];
  }

  #onChunk(chunk: Buffer): void {
    if (this.#isEnded || this.#fault !== undefined) return;
    let frames: readonly Buffer[];
    try {
      frames = this.#framer.push(chunk);
    } catch (error) {
      if (!(error instanceof UnrecoverablePduError)) throw error;
      this.#fault = error;
      frames = error.completed;
    }
    if (this.#framer.pendingOctets === 0) this.#partialSince = undefined;
    else if (frames.length > 0 || this.#partialSince === undefined) this.#partialSince = this.now();
    if (this.#held.length > 0) this.#held.push(...frames);
    else this.#handOut(frames);
  }

  #handOut(frames: readonly Buffer[]): void {
    for (let index = 0; index < frames.length; index++) {
      if (this.#stops.size > 0) {
        this.#held = frames.slice(index);
        break;
      }
      this.#events.onFrame(frames[index] as Buffer);
      if (this.#isEnded) return;
    }
    this.#events.onChunkEnd();
    if (this.#fault !== undefined && this.#held.length === 0) this.#events.onFault(this.#fault);
  }

  #continue(): void {
    if (this.#isEnded || this.#stops.size > 0) return;
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) this.#handOut(held);
    if (this.#stops.size === 0 && !this.#isEnded) this.#socket.resume();
  }
}
