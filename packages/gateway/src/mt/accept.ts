import type pg from 'pg';
import {
  type Accept,
  type AcceptResult,
  IdempotencyConflict,
  type SmsRequest,
  TemporarilyUnavailable,
} from '#core/accept.ts';
import type { Account } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Log } from '#core/log.ts';
import type { Money } from '#core/money.ts';
import { readBalance } from '#store/balances.ts';
import { GroupCommit } from '#store/group-commit.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import { answerOnce } from '#store/idempotency.ts';
import { type JudgeDeps, judge, type Verdict } from './judge.ts';
import {
  handOver,
  type Item,
  type Stored,
  type StoreGroupDeps,
  storeGroup,
  takeBack,
} from './store-group.ts';

export type AcceptDeps = JudgeDeps &
  StoreGroupDeps & {
    readonly connection: HotConnection;
    /** For requests with an idempotency key, which need a transaction of their own. */
    readonly pool: pg.Pool;
    readonly balanceOf: (accountId: number) => Promise<Money>;
    readonly log: Log;
    /** Messages that may wait for their commit before more are turned away. */
    readonly maxBacklog: number;
  };

const MAX_GROUP = 1000;

/** Accepts in the caller's transaction: what was accepted is handed on by `committed`, and forgotten by `undone`. */
export type AcceptWithin = (
  connection: Pick<HotConnection, 'run'>,
  account: Account,
  requests: readonly SmsRequest[],
) => Promise<{ readonly results: AcceptResult[]; committed(): void; undone(): void }>;

/** Everything that is sent enters here: judged by the rules, charged, stored, and only then answered. */
export class Acceptor {
  readonly #deps: AcceptDeps;
  readonly #commits: GroupCommit<Item, Stored>;

  constructor(deps: AcceptDeps) {
    this.#deps = deps;
    this.#commits = new GroupCommit({
      flush: async (items) => {
        const stored = await storeGroup(deps, deps.connection, items);
        handOver(deps.dispatcher, stored);
        return stored;
      },
      delayMs: 0,
      maxWeight: MAX_GROUP,
    });
  }

  /** Messages that wait for their commit. */
  get backlog(): number {
    return this.#commits.backlog;
  }

  drain(): Promise<void> {
    return this.#commits.drain();
  }

  /**
   * @throws TemporarilyUnavailable when the database is away or too much waits: nothing of what was asked is then known to be stored
   * @throws IdempotencyConflict when the key belongs to another body, or to a request still under way
   */
  readonly accept: Accept = async (account, requests, idempotency) => {
    if (this.#commits.backlog > this.#deps.maxBacklog) {
      throw new TemporarilyUnavailable('more messages wait than can be stored in time');
    }
    const verdicts = requests.map((request) => judge(this.#deps, account, request));
    const items = verdicts.map((verdict, index) =>
      this.#item(account, requests[index] as SmsRequest, verdict),
    );
    if (idempotency === null) {
      const stored = await this.#commitAll(items);
      return this.#answer(verdicts, stored, () => this.#deps.balanceOf(account.id));
    }
    return this.#acceptOnce(account, verdicts, items, idempotency);
  };

  /**
   * Accepts as part of a transaction of the caller, which must call one of the two functions of the answer when it is over.
   * @throws TemporarilyUnavailable when the database is away
   */
  readonly acceptWithin: AcceptWithin = async (connection, account, requests) => {
    const verdicts = requests.map((request) => judge(this.#deps, account, request));
    const items = verdicts.map((verdict, index) =>
      this.#item(account, requests[index] as SmsRequest, verdict),
    );
    const drafts = items.filter((item) => item !== null);
    const stored = drafts.length > 0 ? await storeGroup(this.#deps, connection, drafts) : [];
    const results = await this.#answer(verdicts, placedAt(items, stored), () =>
      readBalance(connection, account.id),
    );
    return {
      results,
      committed: () => handOver(this.#deps.dispatcher, stored),
      undone: () => takeBack(stored),
    };
  };

  #item(account: Account, request: SmsRequest, verdict: Verdict): Item | null {
    if (!('draft' in verdict)) return null;
    return { id: newId(this.#deps.clock.now()), account, draft: verdict.draft, request };
  }

  /** Items may fall into several groups. Where some are stored and others are not, each tells its own story. */
  async #commitAll(items: readonly (Item | null)[]): Promise<(Stored | null)[]> {
    const outcomes = await Promise.all(
      items.map((item) =>
        item === null
          ? null
          : this.#commits
              .add(item)
              .catch((error): Stored => ({ kind: 'failed', item, error: unavailable(error) })),
      ),
    );
    if (!outcomes.some((outcome) => outcome?.kind === 'stored')) {
      for (const outcome of outcomes)
        if (outcome?.kind === 'failed' && outcome.error instanceof TemporarilyUnavailable)
          throw outcome.error;
    }
    return outcomes;
  }

  async #acceptOnce(
    account: Account,
    verdicts: readonly Verdict[],
    items: readonly (Item | null)[],
    idempotency: { key: string; bodyHash: Buffer },
  ): Promise<AcceptResult[]> {
    let stored: Stored[] = [];
    try {
      const answer = await answerOnce<AcceptResult[]>(
        this.#deps.pool,
        account.id,
        idempotency,
        async (connection) => {
          const drafts = items.filter((item) => item !== null);
          stored = drafts.length > 0 ? await storeGroup(this.#deps, connection, drafts) : [];
          return this.#answer(verdicts, placedAt(items, stored), () => readBalance(connection, account.id));
        },
      );
      handOver(this.#deps.dispatcher, stored);
      return answer;
    } catch (error) {
      takeBack(stored);
      if (error instanceof IdempotencyConflict) throw error;
      throw unavailable(error);
    }
  }

  async #answer(
    verdicts: readonly Verdict[],
    stored: readonly (Stored | null)[],
    readBalance: () => Promise<Money>,
  ): Promise<AcceptResult[]> {
    const first = stored.find((result) => result?.kind === 'stored');
    let balance = first ? first.balance + first.item.draft.price : await readBalance();
    const results: AcceptResult[] = [];
    for (const [index, verdict] of verdicts.entries()) {
      const result = stored[index] ?? null;
      if (result?.kind === 'stored') {
        balance = result.balance;
        const { draft, id } = result.item;
        results.push({
          accepted: true,
          messageId: id,
          cost: draft.price,
          balance,
          mcc: draft.mcc,
          mnc: draft.mnc,
          parts: draft.parts,
        });
        continue;
      }
      results.push({
        accepted: false,
        messageId: result?.item.id ?? newId(),
        balance,
        ...this.#refusal(verdict, result),
      });
    }
    return results;
  }

  #refusal(
    verdict: Verdict,
    result: Stored | null,
  ): Pick<AcceptResult & { accepted: false }, 'refusal' | 'mcc' | 'mnc'> {
    if (!('draft' in verdict)) return verdict;
    const { mcc, mnc } = verdict.draft;
    if (result?.kind !== 'failed') return { refusal: { code: '1006' }, mcc, mnc };
    if (result.error instanceof TemporarilyUnavailable) return { refusal: { code: '1013' }, mcc, mnc };
    this.#deps.log.error(
      { msgId: result.item.id, err: result.error.message },
      'a message was refused by the database',
    );
    return { refusal: { code: '1099' }, mcc, mnc };
  }
}

/** What came of each item, in the place of its request. */
function placedAt(items: readonly (Item | null)[], stored: readonly Stored[]): (Stored | null)[] {
  const queue = [...stored];
  return items.map((item) => (item === null ? null : (queue.shift() as Stored)));
}

function unavailable(error: unknown): TemporarilyUnavailable {
  if (error instanceof TemporarilyUnavailable) return error;
  return new TemporarilyUnavailable((error as Error).message, { cause: error });
}
