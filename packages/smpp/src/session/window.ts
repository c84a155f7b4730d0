import type { AnsweredName } from '../command-id.ts';
import type { OnOutcome } from './outcome.ts';
import { SequenceTable } from './sequence-table.ts';

/** A request on its way. */
export interface Outstanding {
  readonly sequence: number;
  readonly command: AnsweredName;
  readonly onOutcome: OnOutcome;
  /** On the session's clock, milliseconds. */
  readonly deadline: number;
  /** Which write it leaves with. */
  readonly batch: number;
  /** False for bind and unbind, which take no slot. */
  readonly takesSlot: boolean;
}

const LAST_SEQUENCE = 0x7fffffff;

/** Requests waiting for their responses, and for a while those that waited too long. */
export class Window {
  readonly size: number;
  readonly #outstanding: SequenceTable<Outstanding>;
  /** Sequence number of a timed-out request, and when to forget it. */
  #late = new Map<number, number>();
  #taken = 0;
  #sequence = 0;

  constructor(size: number) {
    this.size = size;
    this.#outstanding = new SequenceTable(size);
  }

  /** Requests that hold a slot. */
  get taken(): number {
    return this.#taken;
  }

  /** 1..0x7fffffff, then from 1 again; never a number still waited for, or still remembered as late. */
  nextSequence(): number {
    do {
      this.#sequence = this.#sequence === LAST_SEQUENCE ? 1 : this.#sequence + 1;
    } while (this.#outstanding.get(this.#sequence) !== undefined || this.#late.has(this.#sequence));
    return this.#sequence;
  }

  /** Makes the next number follow this one. */
  continueFrom(sequence: number): void {
    this.#sequence = sequence;
  }

  add(request: Outstanding): void {
    this.#outstanding.add(request);
    if (request.takesSlot) this.#taken++;
  }

  /** The request a response answers, or undefined when it answers none of this number and command. */
  take(sequence: number, responseCommand: string): Outstanding | undefined {
    const request = this.#outstanding.get(sequence);
    if (request === undefined) return undefined;
    if (responseCommand !== 'generic_nack' && responseCommand !== `${request.command}_resp`) return undefined;
    this.#remove(request);
    return request;
  }

  /** Whether a response comes for a request that timed out; true once. */
  takeLate(sequence: number): boolean {
    return this.#late.delete(sequence);
  }

  /** Removes and returns the requests whose deadline has passed, and remembers them as late for a while. */
  expire(now: number, rememberMs: number): Outstanding[] {
    for (const [sequence, forgetAt] of this.#late) {
      if (forgetAt <= now) this.#late.delete(sequence);
    }
    const expired = this.#outstanding.values().filter((request) => request.deadline <= now);
    for (const request of expired) {
      this.#remove(request);
      this.#late.set(request.sequence, now + rememberMs);
    }
    return expired;
  }

  /** Removes and returns everything: the session has ended. */
  clear(): Outstanding[] {
    const rest = this.#outstanding.values();
    this.#outstanding.clear();
    this.#late.clear();
    this.#taken = 0;
    return rest;
  }

  #remove(request: Outstanding): void {
    this.#outstanding.delete(request.sequence);
    if (request.takesSlot) this.#taken--;
  }
}
