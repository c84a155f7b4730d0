import { TemporarilyUnavailable } from '#core/accept.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** Some ten seconds of them: longer no client waits for an answer. */
const MOST_WAITING = 2000;
const MOST_WAITING_OF_ACCOUNT = 1000;

/** Starts of surveys that come together: a few at once, one of a conversation, and no endless queue of them. */
export class SurveyStarts {
  readonly #turns: OneAtATime;
  readonly #waiting = new Map<number, number>();
  #allWaiting = 0;

  constructor(atOnce: number) {
    this.#turns = new OneAtATime(atOnce);
  }

  /**
   * Settles as the start does.
   * @throws TemporarilyUnavailable when too many wait already
   */
  async do<Result>(accountId: number, conversation: string, start: () => Promise<Result>): Promise<Result> {
    if (this.#allWaiting >= MOST_WAITING || this.#waitingOf(accountId) >= MOST_WAITING_OF_ACCOUNT)
      throw new TemporarilyUnavailable('too many surveys wait to be started');
    this.#count(accountId, 1);
    return this.#turns.do(`${accountId} ${conversation}`, () => {
      this.#count(accountId, -1);
      return start();
    });
  }

  #waitingOf(accountId: number): number {
    return this.#waiting.get(accountId) ?? 0;
  }

  #count(accountId: number, change: 1 | -1): void {
    this.#allWaiting += change;
    const waiting = this.#waitingOf(accountId) + change;
    if (waiting === 0) this.#waiting.delete(accountId);
    else this.#waiting.set(accountId, waiting);
  }
}
