import type { MtMessage } from './message.ts';

const COMPACT_AT = 1024;

/**
 * Messages of one urgency that wait for one connector: first in, first out. What was taken out and comes back goes first
 * again, in the order of acceptance however it came back: ids grow with time.
 */
export class Lane {
  /** Those that came back, by id. Never more than were taken out at once, so a few. */
  readonly #returned: MtMessage[] = [];
  #queue: MtMessage[] = [];
  #head = 0;

  get length(): number {
    return this.#returned.length + this.#queue.length - this.#head;
  }

  first(): MtMessage | undefined {
    return this.#returned[0] ?? this.#queue[this.#head];
  }

  push(message: MtMessage): void {
    this.#queue.push(message);
  }

  /** Takes out the first. */
  shift(): void {
    if (this.#returned.length > 0) {
      this.#returned.shift();
      return;
    }
    this.#head += 1;
    if (this.#head >= COMPACT_AT || this.#head >= this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
  }

  putBack(message: MtMessage): void {
    let place = this.#returned.length;
    while (place > 0 && (this.#returned[place - 1] as MtMessage).id > message.id) place -= 1;
    this.#returned.splice(place, 0, message);
  }

  /** Takes out what is no longer worth delivering. */
  takeExpired(nowMs: number): MtMessage[] {
    const expired = [...this.#waiting()].filter((message) => message.expiresAt <= nowMs);
    if (expired.length === 0) return expired;
    const kept = this.drain().filter((message) => message.expiresAt > nowMs);
    this.#queue = kept;
    return expired;
  }

  /** Takes out everything. */
  drain(): MtMessage[] {
    const all = [...this.#waiting()];
    this.#returned.length = 0;
    this.#queue = [];
    this.#head = 0;
    return all;
  }

  *#waiting(): Generator<MtMessage> {
    yield* this.#returned;
    for (let index = this.#head; index < this.#queue.length; index++) yield this.#queue[index] as MtMessage;
  }
}
