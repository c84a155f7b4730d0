import type pg from 'pg';
import type { Clock } from '#core/clock.ts';
import type { Connector } from '#core/connector.ts';
import type { Log } from '#core/log.ts';
import { messageState } from '#core/message-state.ts';
import { GroupCommit } from '#store/group-commit.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import {
  connectorsWithWaiting,
  ownedMessageIds,
  releaseMessages,
  releaseOwnership,
  takeWaiting,
  type WaitingMessage,
} from '#store/mt-queue.ts';
import { expire, type FinishDeps, finish } from './finish.ts';
import type { MtMessage } from './message.ts';
import { OperatorQueue, type Placement } from './operator-queue.ts';
import type { MessageRecorder } from './recorder.ts';
import type { SentIndex } from './sent-index.ts';

export type DispatcherDeps = {
  readonly pool: pg.Pool;
  /** Carries the notes that messages may be sent, and the taking of waiting ones. */
  readonly connection: HotConnection;
  readonly node: () => number;
  readonly recorder: MessageRecorder;
  readonly sent: SentIndex;
  readonly clock: Clock;
  readonly log: Log;
  readonly failsWhenUncertain: (connectorId: number) => boolean;
  /** Whether this node may write to operators now. */
  readonly mayAct: () => boolean;
  /** Messages a lane of a connector holds in memory. */
  readonly laneLimit: number;
};

const TAKE = 500;

/** Hands accepted messages to their connectors, and takes those that wait in rows when there is room for them. */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #queues = new Map<number, OperatorQueue>();
  readonly #releases: GroupCommit<string, boolean>;
  readonly #taking = new Set<number>();
  /** Messages in this node's hands, from their commit until their outcome is on disk. */
  readonly #held = new Set<string>();
  /** Rows of this node that memory did not know at the last look. */
  #unknown = new Set<string>();
  #finishDeps: FinishDeps;
  #stopped = false;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#finishDeps = { ...deps, onGone: (id) => this.#held.delete(id) };
    this.#releases = new GroupCommit({
      flush: async (ids) => {
        const ours = await releaseMessages(deps.connection, ids, deps.node());
        return ids.map((id) => ours.has(id));
      },
      delayMs: 0,
      maxWeight: 1000,
    });
  }

  get queues(): ReadonlyMap<number, OperatorQueue> {
    return this.#queues;
  }

  attach(connector: Connector): void {
    this.#queues.set(
      connector.id,
      new OperatorQueue(connector, {
        clock: this.#deps.clock,
        release: (id) => this.#releases.add(id),
        onOutcome: (message, outcome, queue) => finish(this.#finishDeps, message, outcome, queue),
        onExpired: (message) => expire(this.#finishDeps, message),
        onHomeless: (message) => this.#putBack(message),
        mayAct: this.#deps.mayAct,
        laneLimit: this.#deps.laneLimit,
      }),
    );
    this.#queues.get(connector.id)?.noteOverflow();
    void this.takeWaiting(connector.id);
  }

  /** Ends sending through a connector; what it had not sent goes back to its rows. */
  detach(connectorId: number): void {
    const queue = this.#queues.get(connectorId);
    this.#queues.delete(connectorId);
    for (const message of queue?.close() ?? []) this.#putBack(message);
  }

  place(connectorId: number, lane: number, parts: number): Placement {
    const queue = this.#queues.get(connectorId);
    if (!queue || this.#stopped) return { held: false, released: false };
    return queue.place(lane, parts);
  }

  admit(message: MtMessage): void {
    this.#held.add(message.id);
    const queue = this.#queues.get(message.connectorId);
    if (queue) queue.admit(message);
    else this.#putBack(message);
  }

  cancel(connectorId: number, lane: number, parts: number, placement: Placement): void {
    this.#queues.get(connectorId)?.cancel(lane, parts, placement);
  }

  /** Sends what newly committed messages and freed slots allow. */
  pump(connectorId: number): void {
    this.#queues.get(connectorId)?.pump();
    void this.takeWaiting(connectorId);
  }

  /** Takes messages that wait in rows, if the connector's queue has room. */
  async takeWaiting(connectorId: number): Promise<void> {
    const queue = this.#queues.get(connectorId);
    if (!queue || this.#stopped || !queue.overflowing || this.#taking.has(connectorId)) return;
    if (queue.waiting > this.#deps.laneLimit / 2) return;
    this.#taking.add(connectorId);
    try {
      const rows = await takeWaiting(this.#deps.connection, connectorId, TAKE, this.#deps.node());
      for (const row of rows) this.#held.add(row.id);
      queue.refill(this.#sendable(rows), rows.length < TAKE);
    } catch (error) {
      this.#deps.log.warn(
        { connectorId, err: (error as Error).message },
        'waiting messages could not be read',
      );
    } finally {
      this.#taking.delete(connectorId);
    }
  }

  /** Takes no more; what is in memory and not yet sent goes back to its rows. */
  stop(): void {
    this.#stopped = true;
    for (const connectorId of [...this.#queues.keys()]) this.detach(connectorId);
  }

  /** Forgets everything without writing: this node's lease is lost and the rows are another's. */
  forget(): void {
    for (const queue of this.#queues.values()) queue.close();
    this.#queues.clear();
    this.#held.clear();
  }

  /**
   * Looks for rows that wait although no queue knows of them: left by others, or committed by a statement whose answer was
   * lost. Before that, ends what has waited too long in the queues themselves.
   */
  async sweep(): Promise<void> {
    for (const queue of this.#queues.values()) queue.expire();
    for (const id of await connectorsWithWaiting(this.#deps.pool, [...this.#queues.keys()])) {
      this.#queues.get(id)?.noteOverflow();
      await this.takeWaiting(id);
    }
  }

  /** Gives back what this node owns and has not known for two looks in a row. */
  async returnStrays(): Promise<void> {
    const unknown = (await ownedMessageIds(this.#deps.pool, this.#deps.node())).filter(
      (id) => !this.#held.has(id),
    );
    const strays = unknown.filter((id) => this.#unknown.has(id));
    this.#unknown = new Set(unknown);
    if (strays.length > 0) await releaseOwnership(this.#deps.pool, strays, this.#deps.node());
  }

  #putBack(message: MtMessage): void {
    this.#deps.recorder.putBack(message, 0, '', () => this.#held.delete(message.id));
  }

  /** What waited may have ended meanwhile by a receipt, or be barred from a second try. */
  #sendable(rows: readonly WaitingMessage[]): MtMessage[] {
    const messages: MtMessage[] = [];
    for (const row of rows) {
      const message = fromRow(row);
      if (row.state >= messageState.submitted) {
        const over = {
          state: row.state,
          reason: '',
          submitted: false,
          ids: [],
          dequeue: true,
          proven: false,
        };
        this.#deps.recorder.record(message, over, () => this.#held.delete(row.id));
      } else if (message.possibleDuplicate && this.#deps.failsWhenUncertain(message.connectorId)) {
        const over = {
          state: messageState.rejected,
          reason: 'Interrupted while being sent',
          submitted: false,
          ids: [],
          dequeue: true,
          proven: false,
        };
        this.#deps.recorder.record(message, over, () => this.#held.delete(row.id));
      } else {
        messages.push(message);
      }
    }
    return messages;
  }
}

function fromRow(row: WaitingMessage): MtMessage {
  return {
    ...row,
    encoding: row.encoding as MtMessage['encoding'],
    lane: row.lane as MtMessage['lane'],
    expiresAt: Number(row.expiresAt),
    partsDone: row.partsDone ?? [],
    released: false,
    receiptsDue: row.parts,
  };
}
