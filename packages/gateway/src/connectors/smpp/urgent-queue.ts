import type { Clock } from '#core/clock.ts';
import type { UrgentRequest } from './urgent-request.ts';

/** Urgent requests that wait for a slot of the window, in the order they came, each no longer than it may. */
export class UrgentQueue {
  readonly #clock: Clock;
  readonly #waiting = new Map<UrgentRequest, NodeJS.Timeout>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(request: UrgentRequest): void {
    const expire = () => {
      this.#waiting.delete(request);
      request.settle({ kind: 'overdue' });
    };
    this.#waiting.set(request, setTimeout(expire, request.until - this.#clock.monotonic()).unref());
  }

  /**
   * Lets the first go while there is room.
   *
   * @param send false where there is none
   * @returns false while one is left
   */
  drain(send: (request: UrgentRequest) => boolean): boolean {
    for (const [request, timer] of this.#waiting) {
      if (!send(request)) return false;
      clearTimeout(timer);
      this.#waiting.delete(request);
    }
    return true;
  }

  /** Gives up all that wait. */
  clear(): void {
    this.drain(({ settle }) => {
      settle({ kind: 'unsent' });
      return true;
    });
  }
}
