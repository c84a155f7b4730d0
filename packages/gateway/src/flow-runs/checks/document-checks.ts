import type pg from 'pg';
import { TemporarilyUnavailable } from '#core/accept.ts';
import { type CheckedDocument, checkDocument } from './check-document.ts';
import { CheckingThread } from './checking-thread.ts';

const AT_ONCE = 2;
const MOST_WAITING = 20;
const MOST_WAITING_OF_ACCOUNT = 5;
const LIMIT_MS = 5_000;
/** Threads that nobody has needed for so long are ended. */
const IDLE_MS = 60_000;

type Waiting = { readonly accountId: number; readonly begin: () => void };

/** Checks documents of customers beside the gateway: a few at once, one of an account, so that nobody's hold up another's. */
export class DocumentChecks {
  readonly #pool: pg.Pool;
  readonly #limitMs: number;
  readonly #thread: URL | undefined;
  readonly #busy = new Set<number>();
  readonly #waiting: Waiting[] = [];
  readonly #idle: CheckingThread[] = [];
  #resting: NodeJS.Timeout | undefined;

  /** @param thread what the threads run, where it is not the usual */
  constructor(pool: pg.Pool, limitMs = LIMIT_MS, thread?: URL) {
    this.#pool = pool;
    this.#limitMs = limitMs;
    this.#thread = thread;
  }

  /** @throws TemporarilyUnavailable when too many wait already */
  async check(accountId: number, text: string): Promise<CheckedDocument> {
    await this.#turnOf(accountId);
    clearTimeout(this.#resting);
    const thread = this.#idleThread() ?? new CheckingThread(this.#limitMs, this.#thread);
    try {
      return await checkDocument(this.#pool, accountId, text, (given, others) =>
        thread.check({ text: given, others }),
      );
    } finally {
      if (!thread.hasEnded) this.#idle.push(thread);
      this.#busy.delete(accountId);
      this.#beginNext();
      this.#resting = setTimeout(() => this.close(), IDLE_MS).unref();
    }
  }

  /** Ends the threads that have nothing to do. */
  close(): void {
    clearTimeout(this.#resting);
    for (const thread of this.#idle.splice(0)) thread.end();
  }

  /** One may have died while it had nothing to do. */
  #idleThread(): CheckingThread | undefined {
    let thread = this.#idle.pop();
    while (thread?.hasEnded) thread = this.#idle.pop();
    return thread;
  }

  #turnOf(accountId: number): Promise<void> {
    const own = this.#waiting.filter((one) => one.accountId === accountId).length;
    if (this.#waiting.length >= MOST_WAITING || own >= MOST_WAITING_OF_ACCOUNT)
      throw new TemporarilyUnavailable('too many flows wait to be checked');
    return new Promise((begin) => {
      this.#waiting.push({ accountId, begin });
      this.#beginNext();
    });
  }

  #beginNext(): void {
    while (this.#busy.size < AT_ONCE) {
      const next = this.#waiting.findIndex(({ accountId }) => !this.#busy.has(accountId));
      if (next === -1) return;
      const [one] = this.#waiting.splice(next, 1) as [Waiting];
      this.#busy.add(one.accountId);
      one.begin();
    }
  }
}
