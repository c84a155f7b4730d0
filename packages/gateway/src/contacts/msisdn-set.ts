const EMPTY = 0;
const REMOVED = -1;
const SMALLEST = 16;

/**
 * A set of numbers in E.164 digits, 16 to 32 octets each where a Set of strings takes over 80: an opt-out list is asked
 * for every message and may hold millions. Open addressing over the digits as a double, exact up to 15 of them.
 */
export class MsisdnSet {
  #slots = new Float64Array(SMALLEST);
  /** Slots that are not empty, removed ones included: what bounds the length of a search. */
  #taken = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(msisdn: string): boolean {
    const value = numeric(msisdn);
    return value !== null && this.#slots[this.#find(value)] === value;
  }

  /** Takes a number in; false, and nothing done, when the text is not 1 to 15 digits without a zero in front. */
  add(msisdn: string): boolean {
    const value = numeric(msisdn);
    if (value === null) return false;
    if (this.#slots[this.#find(value)] === value) return true;
    if ((this.#taken + 1) * 2 > this.#slots.length) this.#rebuild();
    this.#slots[this.#find(value)] = value;
    this.#taken++;
    this.#size++;
    return true;
  }

  delete(msisdn: string): boolean {
    const value = numeric(msisdn);
    if (value === null) return false;
    const slot = this.#find(value);
    if (this.#slots[slot] !== value) return false;
    this.#slots[slot] = REMOVED;
    this.#size--;
    return true;
  }

  /** The slot that holds a value, or else the empty one where its search ends. */
  #find(value: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(value) & mask;
    while (this.#slots[slot] !== EMPTY && this.#slots[slot] !== value) slot = (slot + 1) & mask;
    return slot;
  }

  #rebuild(): void {
    const old = this.#slots;
    let length = SMALLEST;
    while (length < this.#size * 4) length *= 2;
    this.#slots = new Float64Array(length);
    for (const value of old) {
      if (value !== EMPTY && value !== REMOVED) this.#slots[this.#find(value)] = value;
    }
    this.#taken = this.#size;
  }
}

function numeric(msisdn: string): number | null {
  return /^[1-9]\d{0,14}$/.test(msisdn) ? Number(msisdn) : null;
}

/** Neighbouring numbers must land apart, or a block of one operator would make long searches. */
function hash(value: number): number {
  let mixed =
    Math.imul((value % 0x1_0000_0000) | 0, 0x9e3779b1) ^ Math.imul((value / 0x1_0000_0000) | 0, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
