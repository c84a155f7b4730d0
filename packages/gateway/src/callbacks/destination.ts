import { Breaker } from './breaker.ts';
import { Fifo } from './fifo.ts';
import type { HeldCallback } from './held-callback.ts';

/** One origin customers are called at: what waits for it, what is under way, and whether it is worth trying. */
export class Destination {
  readonly breaker = new Breaker();
  readonly queue = new Fifo<HeldCallback>();
  inFlight = 0;

  /** Requests that may be started now. */
  room(concurrency: number): number {
    return (this.breaker.probing ? 1 : concurrency) - this.inFlight;
  }

  /** Jobs in memory for it. */
  get load(): number {
    return this.queue.size + this.inFlight;
  }
}
