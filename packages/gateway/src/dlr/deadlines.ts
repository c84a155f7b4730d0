import type pg from 'pg';
import type { Clock } from '#core/clock.ts';
import type { MessageRecorder } from '#mt/recorder.ts';
import { GroupCommit } from '#store/group-commit.ts';
import {
  dropPassedDeadlines,
  dropReceiptDeadlines,
  type OverdueMessage,
  type ReceiptDeadline,
  setReceiptDeadlines,
  takeDueDeadlines,
} from '#store/receipt-deadlines.ts';
import { judgeOverdue } from './judge-overdue.ts';

export type DeadlineDeps = {
  readonly pool: pg.Pool;
  readonly recorder: MessageRecorder;
  readonly clock: Clock;
  /** How long a connector's silent parts are waited for, in milliseconds. */
  readonly partialGraceMs: (connectorId: number) => number;
};

const UNKNOWN_GRACE_MS = 24 * 3_600_000;
/** After this a deadline comes again whose message could not be ended yet, or whose node was killed over it. */
const RETRY_MS = 5 * 60_000;
const BATCH = 500;
const GROUP = { delayMs: 5, maxWeight: 500 };

/**
 * Ends messages whose receipts do not come. Every deadline has a row; the end is written like that of a receipt, so that of
 * the two the first to reach the message stands, and its callback goes out once.
 */
export class ReceiptDeadlines {
  readonly #deps: DeadlineDeps;
  readonly #set: GroupCommit<ReceiptDeadline, void>;
  readonly #dropped: GroupCommit<string, void>;

  constructor(deps: DeadlineDeps) {
    this.#deps = deps;
    this.#set = new GroupCommit<ReceiptDeadline, void>({
      flush: async (deadlines) => {
        await setReceiptDeadlines(deps.pool, deadlines);
        return [];
      },
      ...GROUP,
    });
    this.#dropped = new GroupCommit<string, void>({
      flush: async (ids) => {
        await dropReceiptDeadlines(deps.pool, ids);
        return [];
      },
      ...GROUP,
    });
  }

  /** When the parts that are silent now need no longer be waited for, in milliseconds since the epoch. */
  partialDueAt(connectorId: number): number {
    return this.#deps.clock.now() + this.#deps.partialGraceMs(connectorId);
  }

  /** An operator does not know a part: it has a day to say something better. Settles when the deadline is on disk. */
  onUnknown(messageId: string, part: number): Promise<void> {
    return this.#set.add({ messageId, part, dueAt: this.#deps.clock.now() + UNKNOWN_GRACE_MS });
  }

  /** A long message has its final state on disk. */
  onEnd(messageId: string): Promise<void> {
    return this.#dropped.add(messageId);
  }

  /** Ends what is due. @returns how many messages it ended */
  async sweep(): Promise<number> {
    const { pool, clock } = this.#deps;
    let ended = 0;
    for (;;) {
      const now = clock.now();
      const due = await takeDueDeadlines(pool, now, now + RETRY_MS, BATCH);
      const passed: typeof due = [];
      await Promise.all(
        due.map(async (deadline) => {
          const { message } = deadline;
          const verdict = message
            ? judgeOverdue(message, now, this.#deps.partialGraceMs(message.connectorId))
            : ({ kind: 'moot' } as const);
          if (verdict.kind === 'wait') return;
          if (message && verdict.kind === 'end') {
            await this.#end(message, verdict.state, verdict.reason);
            ended += 1;
          }
          passed.push(deadline);
        }),
      );
      if (passed.length > 0) await dropPassedDeadlines(pool, passed);
      if (due.length < BATCH) return ended;
    }
  }

  #end(message: OverdueMessage, state: number, reason: string): Promise<void> {
    const change = { state, reason, submitted: false, ids: [], dequeue: true, proven: true };
    return new Promise((resolve, reject) => {
      this.#deps.recorder.record({ ...message, owner: null }, change, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
}
