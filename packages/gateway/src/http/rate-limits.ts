import type { Clock } from '#core/clock.ts';

const MOST_KEYS = 10_000;

type Bucket = { tokens: number; at: number };

/** Token buckets by key, in memory. The longest unused are forgotten when there are too many: forgetting is only generous. */
export class RateLimits {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #buckets = new Map<string | number, Bucket>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /**
   * Takes one token.
   * @param perSecond tokens that come back each second; 0 stands for no limit
   * @param burst the most that can be saved up
   * @returns 0 when it was there, else the whole seconds until the next one
   */
  take(key: string | number, perSecond: number, burst: number): number {
    if (perSecond === 0) return 0;
    const now = this.#clock.monotonic();
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = { tokens: burst, at: now };
      this.#makeRoom();
      this.#buckets.set(key, bucket);
    } else {
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
    }
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  #makeRoom(): void {
    if (this.#buckets.size < MOST_KEYS) return;
    const oldest = this.#buckets.keys().next();
    if (!oldest.done) this.#buckets.delete(oldest.value);
  }
}
