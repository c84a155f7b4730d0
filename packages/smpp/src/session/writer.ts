import type { Socket } from 'node:net';
import { encodeInto } from '../codec/encode.ts';
import type { CommandName } from '../command-id.ts';
import type { PduInput } from '../pdu/pdu.ts';
import type { Tlvs } from '../tlv.ts';

const SMALL = 4096;
const KEPT = 65_536;

/** Gathers the PDUs of one turn of the event loop and hands them to the socket in one write. */
export class Writer {
  readonly #socket: Socket;
  #buffer = Buffer.allocUnsafeSlow(SMALL);
  #used = 0;
  #batch = 0;
  #flushDue: NodeJS.Immediate | undefined;
  #afterFlush: () => void;

  /** @param afterFlush called after each write, for a look at what the socket has not taken. */
  constructor(socket: Socket, afterFlush: () => void) {
    this.#socket = socket;
    this.#afterFlush = afterFlush;
  }

  /** Number of the write the next PDU leaves with; smaller ones have left. */
  get batch(): number {
    return this.#batch;
  }

  /** @throws RecoverablePduError when the PDU cannot be encoded; nothing is written then. */
  append(pdu: PduInput<CommandName>, sequence: number, tlvs: Tlvs | undefined): void {
    let length = encodeInto(pdu, sequence, tlvs, this.#buffer, this.#used);
    if (length < 0) {
      this.#grow(this.#used - length);
      length = encodeInto(pdu, sequence, tlvs, this.#buffer, this.#used);
    }
    this.#used += length;
    this.#flushDue ??= setImmediate(() => this.flush());
  }

  flush(): void {
    clearImmediate(this.#flushDue);
    this.#flushDue = undefined;
    if (this.#used === 0) return;
    const whole = Buffer.from(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
    this.#batch++;
    if (this.#buffer.length > KEPT) this.#buffer = Buffer.allocUnsafeSlow(SMALL);
    if (this.#socket.writable) this.#socket.write(whole);
    this.#afterFlush();
  }

  /** Forgets what has not been handed to the socket. */
  discard(): void {
    clearImmediate(this.#flushDue);
    this.#flushDue = undefined;
    this.#used = 0;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}
