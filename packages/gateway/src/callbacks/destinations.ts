import { Destination } from './destination.ts';

const KEPT = 10_000;

/** The origins called lately. Idle ones are forgotten when there are very many. */
export class Destinations {
  readonly #byOrigin = new Map<string, Destination>();

  find(origin: string): Destination | undefined {
    return this.#byOrigin.get(origin);
  }

  of(origin: string): Destination {
    const known = this.#byOrigin.get(origin);
    if (known) return known;
    if (this.#byOrigin.size >= KEPT) this.#forgetIdle();
    const made = new Destination();
    this.#byOrigin.set(origin, made);
    return made;
  }

  all(): Destination[] {
    return [...this.#byOrigin.values()];
  }

  #forgetIdle(): void {
    for (const [origin, { load, breaker }] of this.#byOrigin) {
      if (load === 0 && !breaker.probing) this.#byOrigin.delete(origin);
    }
  }
}
