/** Deletions after which the table is made anew, where the map itself is not larger. */
const RENEW_AFTER = 1024;

/**
 * A `Map` for entries that come and go by the thousand a second, in the order they came.
 *
 * V8 links the table a `Map` has outgrown to the one that took its place. As entries come and go, tables follow each other
 * every few dozen changes; once a full collection has moved one of them among the old objects, it keeps its successor there,
 * that one the next, and with them everything that was ever in the map, until the next full collection, which is then soon.
 * A fresh map now and then cuts the chain.
 */
export class ChurningMap<K, V> {
  #map = new Map<K, V>();
  #deleted = 0;

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  set(key: K, value: V): void {
    this.#map.set(key, value);
  }

  delete(key: K): void {
    if (!this.#map.delete(key)) return;
    this.#deleted += 1;
    if (this.#deleted < RENEW_AFTER || this.#deleted < this.#map.size) return;
    this.#map = new Map(this.#map);
    this.#deleted = 0;
  }

  clear(): void {
    this.#map = new Map();
    this.#deleted = 0;
  }

  keys(): IterableIterator<K> {
    return this.#map.keys();
  }

  values(): IterableIterator<V> {
    return this.#map.values();
  }

  entries(): IterableIterator<[K, V]> {
    return this.#map.entries();
  }
}
