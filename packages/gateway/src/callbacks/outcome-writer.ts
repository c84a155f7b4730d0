import type { Clock } from '#core/clock.ts';
import type { Log } from '#core/log.ts';
import {
  type DeliveredCallback,
  type FailedCallback,
  outcomeGroup,
  type ReturnedCallback,
  returnCallbacks,
  writeDelivered,
  writeFailed,
} from '#store/callback-delivery.ts';
import { isServerRefusal } from '#store/database-errors.ts';
import type { HotConnection } from '#store/hot-connection.ts';

const FLUSH_MS = 20;
const RETRY_MS = 500;

/** An outcome with the node id under which the row is owned. */
type By<T> = T & { readonly node: number };

type Lane<T extends { readonly subjectId: string }> = {
  waiting: By<T>[];
  readonly group: number;
  /** Whether memory keeps these until they are written. */
  readonly settles: boolean;
  readonly write: (node: number, items: readonly By<T>[]) => Promise<void>;
};

type OutcomeWriterDeps = {
  readonly connection: HotConnection;
  readonly clock: Clock;
  readonly log: Log;
  /** These are delivered or failed, on disk: memory may forget them. */
  readonly onSettled: (subjectIds: readonly string[]) => void;
};

/**
 * Writes what became of callbacks, in groups, every 20 ms. While the database is away outcomes wait here and are written
 * when it is back; those of a crash are lost, so that their callbacks are sent once more.
 */
export class OutcomeWriter {
  readonly #deps: OutcomeWriterDeps;
  readonly #delivered: Lane<DeliveredCallback>;
  readonly #failed: Lane<FailedCallback>;
  readonly #returned: Lane<ReturnedCallback>;
  #timer: NodeJS.Timeout | null = null;
  #writing = false;
  #idle: (() => void)[] = [];

  constructor(deps: OutcomeWriterDeps) {
    this.#deps = deps;
    const { connection, clock } = deps;
    this.#delivered = {
      waiting: [],
      group: outcomeGroup.delivered,
      settles: true,
      write: (node, items) => writeDelivered(connection, node, items, clock.now()),
    };
    this.#failed = {
      waiting: [],
      group: outcomeGroup.failed,
      settles: true,
      write: (node, items) => writeFailed(connection, node, items),
    };
    this.#returned = {
      waiting: [],
      group: outcomeGroup.returned,
      settles: false,
      write: (node, items) => returnCallbacks(connection, node, items),
    };
  }

  delivered(outcome: By<DeliveredCallback>): void {
    this.#delivered.waiting.push(outcome);
    this.#schedule(FLUSH_MS);
  }

  failed(outcome: By<FailedCallback>): void {
    this.#failed.waiting.push(outcome);
    this.#schedule(FLUSH_MS);
  }

  /** Gives the row back untried. */
  giveBack(outcome: By<ReturnedCallback>): void {
    this.#returned.waiting.push(outcome);
    this.#schedule(FLUSH_MS);
  }

  get backlog(): number {
    return this.#delivered.waiting.length + this.#failed.waiting.length + this.#returned.waiting.length;
  }

  /** Settles when everything is written. */
  drain(): Promise<void> {
    if (this.backlog === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Stops trying; what is not written stays with the node's rows. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = true;
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== null || this.#writing) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#flush();
    }, delayMs);
  }

  async #flush(): Promise<void> {
    this.#writing = true;
    let delayMs = FLUSH_MS;
    try {
      await this.#writeGroup(this.#delivered);
      await this.#writeGroup(this.#failed);
      await this.#writeGroup(this.#returned);
    } catch (error) {
      delayMs = RETRY_MS;
      this.#deps.log.warn({ err: error, waiting: this.backlog }, 'callback outcomes wait for the database');
    }
    this.#writing = false;
    if (this.backlog > 0) this.#schedule(delayMs);
    else for (const idle of this.#idle.splice(0)) idle();
  }

  async #writeGroup<T extends { readonly subjectId: string }>(lane: Lane<T>): Promise<void> {
    const first = lane.waiting[0];
    if (first === undefined) return;
    const items = lane.waiting.slice(0, lane.group);
    const other = items.findIndex((item) => item.node !== first.node);
    if (other > 0) items.length = other;
    try {
      await lane.write(first.node, items);
    } catch (error) {
      if (!isServerRefusal(error)) throw error;
      await this.#writeOneByOne(lane, items);
    }
    lane.waiting.splice(0, items.length);
    if (lane.settles) this.#deps.onSettled(items.map((item) => item.subjectId));
  }

  /** One outcome the server will not take must not hold up the rest. Its row stays with this node and is found again by the sweeper. */
  async #writeOneByOne<T extends { readonly subjectId: string }>(
    lane: Lane<T>,
    items: readonly By<T>[],
  ): Promise<void> {
    for (const item of items) {
      try {
        await lane.write(item.node, [item]);
      } catch (error) {
        if (!isServerRefusal(error)) throw error;
        this.#deps.log.error(
          { err: error, subjectId: item.subjectId },
          'a callback outcome was refused by the database',
        );
      }
    }
  }
}
