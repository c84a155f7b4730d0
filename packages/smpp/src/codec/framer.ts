import { CommandStatus } from '../command-status.ts';
import { UnrecoverablePduError } from './errors.ts';

const HEADER_LENGTH = 16;

/**
 * Cuts a byte stream into whole PDUs, whatever its chunks are. Nothing is allocated from a length before the length
 * has been checked. Frames are views of the chunk they came in (or of an own buffer when they span chunks).
 */
export class Framer {
  /** Largest command_length accepted, in octets; may change between chunks (a server widens it after the bind). */
  maxPduLength: number;
  #header = Buffer.alloc(HEADER_LENGTH);
  /** The PDU that is not yet whole: `#header` until its length is known, then a buffer of that length. */
  #partial: Buffer = this.#header;
  #filled = 0;

  constructor(maxPduLength = 65_536) {
    this.maxPduLength = maxPduLength;
  }

  /** Octets held of a PDU that is not yet whole. */
  get pendingOctets(): number {
    return this.#filled;
  }

  /**
   * @returns the PDUs that became whole with this chunk.
   * @throws UnrecoverablePduError when a command_length is below 16 or above `maxPduLength`; the PDUs before it are
   * in `completed`. The framer must not be used afterwards.
   */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let at = 0;
    if (this.#filled > 0) at = this.#continuePartial(chunk, frames);
    while (chunk.length - at >= 4) {
      const length = this.#checkedLength(chunk, at, frames);
      if (chunk.length - at < length) break;
      frames.push(at === 0 && length === chunk.length ? chunk : chunk.subarray(at, at + length));
      at += length;
    }
    if (at < chunk.length) this.#startPartial(chunk, at);
    return frames;
  }

  #startPartial(chunk: Buffer, at: number): void {
    const rest = chunk.length - at;
    this.#partial = rest >= 4 ? Buffer.allocUnsafe(chunk.readUInt32BE(at)) : this.#header;
    this.#filled = chunk.copy(this.#partial, 0, at);
  }

  /** Fills the PDU held over from earlier chunks; returns how much of the chunk it took. */
  #continuePartial(chunk: Buffer, frames: Buffer[]): number {
    let at = 0;
    if (this.#filled < 4) {
      at = chunk.copy(this.#header, this.#filled, 0, 4 - this.#filled);
      this.#filled += at;
      if (this.#filled < 4) return at;
      const whole = Buffer.allocUnsafe(this.#checkedLength(this.#header, 0, frames));
      this.#header.copy(whole, 0, 0, 4);
      this.#partial = whole;
    }
    const taken = chunk.copy(this.#partial, this.#filled, at);
    this.#filled += taken;
    if (this.#filled === this.#partial.length) {
      frames.push(this.#partial);
      this.#filled = 0;
    }
    return at + taken;
  }

  #checkedLength(source: Buffer, at: number, frames: Buffer[]): number {
    const length = source.readUInt32BE(at);
    if (length >= HEADER_LENGTH && length <= this.maxPduLength) return length;
    const sequence = source.length - at >= HEADER_LENGTH ? source.readUInt32BE(at + 12) : 0;
    throw new UnrecoverablePduError(
      `command_length ${length} is outside 16..${this.maxPduLength}`,
      { status: CommandStatus.ESME_RINVCMDLEN, sequence },
      frames,
    );
  }
}
