import type { Guard } from './guard-url.ts';

/** Where an address leads: somewhere that may be called, or nowhere, with what its owner should read. */
export type Target = { readonly url: URL } | { readonly refused: string };

const KEPT = 10_000;

/** Addresses read and judged once; what they resolve to is judged at each connection. */
export class Targets {
  readonly #guard: Guard;
  readonly #known = new Map<string, Target>();

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  of(address: string): Target {
    const known = this.#known.get(address);
    if (known) return known;
    const target = this.#judge(address);
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(address, target);
    return target;
  }

  #judge(address: string): Target {
    try {
      return { url: this.#guard.checkUrl(address) };
    } catch (error) {
      return { refused: (error as Error).message };
    }
  }
}
