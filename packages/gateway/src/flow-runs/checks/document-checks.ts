import type pg from 'pg';
import { TemporarilyUnavailable } from '#core/accept.ts';
import type { Log } from '#core/log.ts';
import { BoundedTurns } from '../bounded-turns.ts';
import { type CheckedDocument, checkDocument } from './check-document.ts';
import { CheckingThread } from './checking-thread.ts';

const CHECKS = { atOnce: 2, most: 22, mostOfAccount: 6, refusal: 'too many flows wait to be checked' };
const LIMIT_MS = 5_000;
/** Threads that nobody has needed for so long are ended. */
const IDLE_MS = 60_000;

type Deps = { readonly pool: pg.Pool; readonly log: Pick<Log, 'error'> };

/** Checks documents of customers beside the gateway: a few at once, one of an account, so that nobody's hold up another's. */
export class DocumentChecks {
  readonly #deps: Deps;
  readonly #limitMs: number;
  readonly #thread: URL | undefined;
  readonly #turns = new BoundedTurns(CHECKS);
  readonly #idle: CheckingThread[] = [];
  #resting: NodeJS.Timeout | undefined;

  /** @param thread what the threads run, where it is not the usual */
  constructor(deps: Deps, limitMs = LIMIT_MS, thread?: URL) {
    this.#deps = deps;
    this.#limitMs = limitMs;
    this.#thread = thread;
  }

  /** @throws TemporarilyUnavailable when too many wait already, and when the check itself fails */
  check(accountId: number, text: string): Promise<CheckedDocument> {
    return this.#turns.do(accountId, `${accountId}`, () => this.#check(accountId, text));
  }

  async #check(accountId: number, text: string): Promise<CheckedDocument> {
    clearTimeout(this.#resting);
    const thread = this.#idleThread() ?? new CheckingThread(this.#limitMs, this.#thread);
    try {
      return await checkDocument(this.#deps.pool, accountId, text, (given, others) =>
        thread.check({ text: given, others }).catch((err: Error) => {
          this.#deps.log.error({ accountId, err }, 'a flow could not be checked');
          throw new TemporarilyUnavailable('flows cannot be checked', { cause: err });
        }),
      );
    } finally {
      if (!thread.hasEnded) this.#idle.push(thread);
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
}
