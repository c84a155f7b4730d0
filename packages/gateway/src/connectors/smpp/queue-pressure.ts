const ANSWERS = 50;
/** Share of the last answers above which a full queue is the connector's and not one subscriber's. */
const THRESHOLD = 0.2;

/**
 * Whether "queue full" answers mean that the operator cannot keep up at all. One such answer can be about a single
 * subscriber; more than a fifth of the last fifty is about us.
 */
export class QueuePressure {
  readonly #full = new Uint8Array(ANSWERS);
  #next = 0;
  #count = 0;

  /** Notes one submit answer. */
  note(queueFull: boolean): void {
    const now = queueFull ? 1 : 0;
    this.#count += now - (this.#full[this.#next] ?? 0);
    this.#full[this.#next] = now;
    this.#next = (this.#next + 1) % ANSWERS;
  }

  get isHigh(): boolean {
    return this.#count > ANSWERS * THRESHOLD;
  }
}
