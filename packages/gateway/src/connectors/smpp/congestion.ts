const NEAR = 90;
const CONGESTED = 100;
const PAUSE_MS = 1000;

/**
 * Follows congestion_state of an operator that tells it (SMPP 5.0 section 4.8.4.18): near congestion half the window
 * is used, at full congestion nothing is submitted for a second.
 */
export class Congestion {
  readonly #onOver: () => void;
  #near = false;
  #pause: NodeJS.Timeout | null = null;

  /** @param onOver called when a pause has ended. */
  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  note(state: number): void {
    this.#near = state >= NEAR;
    if (state < CONGESTED) return;
    if (this.#pause !== null) {
      this.#pause.refresh();
      return;
    }
    this.#pause = setTimeout(() => {
      this.#pause = null;
      this.#onOver();
    }, PAUSE_MS);
  }

  /** How much of a window may be used now. */
  limit(window: number): number {
    if (this.#pause !== null) return 0;
    return this.#near ? Math.ceil(window / 2) : window;
  }

  stop(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
  }
}
