/**
 * Things filed under their sequence_number, which grows by one from each to the next. A ring of slots fits that better than a
 * `Map`, and unlike one that is filled and emptied without end it leaves the garbage collector no chain of outgrown tables.
 */
export class SequenceTable<T extends { readonly sequence: number }> {
  readonly #slots: (T | undefined)[];
  readonly #mask: number;
  /** Those that are still here when their slot's next number comes. */
  readonly #strays = new Map<number, T>();

  /** @param usual how many there usually are at once */
  constructor(usual: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, usual * 2)));
    this.#slots = new Array(size).fill(undefined);
    this.#mask = size - 1;
  }

  get(sequence: number): T | undefined {
    const found = this.#slots[sequence & this.#mask];
    if (found?.sequence === sequence) return found;
    return this.#strays.size === 0 ? undefined : this.#strays.get(sequence);
  }

  /** Files an item under a number that is not in use. */
  add(item: T): void {
    const slot = item.sequence & this.#mask;
    const earlier = this.#slots[slot];
    if (earlier !== undefined) this.#strays.set(earlier.sequence, earlier);
    this.#slots[slot] = item;
  }

  delete(sequence: number): void {
    const slot = sequence & this.#mask;
    if (this.#slots[slot]?.sequence === sequence) this.#slots[slot] = undefined;
    else this.#strays.delete(sequence);
  }

  /** Everything, in the order of the numbers. */
  values(): T[] {
    const held = this.#slots.filter((item) => item !== undefined);
    return [...this.#strays.values(), ...held].sort((a, b) => a.sequence - b.sequence);
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#strays.clear();
  }
}
