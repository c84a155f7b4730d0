import type pg from 'pg';
import { lane } from '#core/accept.ts';
import { ChurningMap } from '#core/churning-map.ts';
import type { Clock } from '#core/clock.ts';
import type { Connector } from '#core/connector.ts';
import type { Log } from '#core/log.ts';
import { messageState } from '#core/message-state.ts';
import { GroupCommit } from '#store/group-commit.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import {
  lanesWithWaiting,
  ownedMessageIds,
  releaseMessages,
  releaseOwnership,
  takeWaiting,
  type WaitingMessage,
} from '#store/mt-queue.ts';
import { expire, type FinishDeps, finish } from './finish.ts';
import type { MtMessage } from './message.ts';
import {
  type Arrival,
  nowhere,
  OperatorQueue,
  type Placement,
  type SubmitObserver,
} from './operator-queue.ts';
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
  readonly observeSubmit?: SubmitObserver;
};

const TAKE = 500;

/** Hands accepted messages to their connectors, and takes those that wait in rows when there is room for them. */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #queues = new Map<number, OperatorQueue>();
  /** Connectors that have been down so long that what they had waits in its rows, for whoever can send it. */
  readonly #aside = new Map<number, Connector>();
  readonly #releases: GroupCommit<string, boolean>;
  readonly #taking = new Set<number>();
  /** Messages in this node's hands, from their commit until their outcome is on disk. */
  readonly #held = new ChurningMap<string, true>();
  /** Those of them whose row was taken all the same: it came free by a giving back of which this node has not heard yet. */
  readonly #takenTwice = new Map<string, MtMessage>();
  /** Rows of this node that memory did not know at the last look. */
  #unknown = new Set<string>();
  #finishDeps: FinishDeps;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#finishDeps = { ...deps, onGone: (id) => this.#letGo(id) };
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
    this.detach(connector.id);
    const queue = new OperatorQueue(connector, {
      clock: this.#deps.clock,
      release: async (id) => {
        const ours = await this.#releases.add(id);
        if (!ours) this.#letGo(id);
        return ours;
      },
      onOutcome: (message, outcome, queue) => finish(this.#finishDeps, message, outcome, queue),
      onExpired: (message) => expire(this.#finishDeps, message),
      onHomeless: (message) => this.#putBack(message),
      onRoom: () => this.pump(connector.id),
      mayAct: this.#deps.mayAct,
      laneLimit: this.#deps.laneLimit,
      ...(this.#deps.observeSubmit && { observeSubmit: this.#deps.observeSubmit }),
    });
    this.#queues.set(connector.id, queue);
    for (const urgency of Object.values(lane)) queue.noteOverflow(urgency);
    void this.takeWaiting(connector.id);
  }

  /** Ends sending through a connector; what it had not sent goes back to its rows. */
  detach(connectorId: number): void {
    const queue = this.#queues.get(connectorId);
    this.#queues.delete(connectorId);
    this.#aside.delete(connectorId);
    for (const message of queue?.close() ?? []) this.#putBack(message);
  }

  /**
   * Holds nothing in memory for a connector that is down, until it is up again: what it had not sent goes back to its rows.
   * @returns when it is there
   */
  async setAside(connectorId: number): Promise<void> {
    const queue = this.#queues.get(connectorId);
    if (!queue) return;
    this.#queues.delete(connectorId);
    this.#aside.set(connectorId, queue.connector);
    await Promise.all(
      queue.close().map((message) => new Promise<void>((resolve) => this.#putBack(message, resolve))),
    );
  }

  place(connectorId: number, arrival: Arrival): Placement {
    return this.#queues.get(connectorId)?.place(arrival) ?? nowhere;
  }

  /** Takes in a committed message, into the queue that kept a place for it: its connector may have another one by now. */
  admit(message: MtMessage, queue: OperatorQueue): void {
    this.#held.set(message.id, true);
    queue.admit(message);
  }

  /** Sends what newly committed messages and freed slots allow. */
  pump(connectorId: number): void {
    const back = this.#aside.get(connectorId);
    if (back && back.window() > 0) return this.attach(back);
    this.#queues.get(connectorId)?.pump();
    void this.takeWaiting(connectorId);
  }

  /** Takes messages that wait in rows, the most urgent first, into lanes of the connector's queue that have room. */
  async takeWaiting(connectorId: number): Promise<void> {
    const queue = this.#queues.get(connectorId);
    if (!queue || this.#taking.has(connectorId)) return;
    this.#taking.add(connectorId);
    try {
      for (let lane = queue.laneWithRoom(); lane !== null; lane = queue.laneWithRoom()) {
        const node = this.#deps.node();
        const rows = await takeWaiting(this.#deps.connection, connectorId, lane, TAKE, node);
        const fresh = rows.filter(({ id }) => !this.#held.has(id));
        for (const row of rows) if (this.#held.has(row.id)) this.#takenTwice.set(row.id, fromRow(row, node));
        for (const row of fresh) this.#held.set(row.id, true);
        queue.refill(lane, this.#sendable(fresh, node), rows.length < TAKE);
      }
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
    for (const connectorId of [...this.#queues.keys()]) this.detach(connectorId);
    this.#aside.clear();
  }

  /** Forgets everything without writing: this node's lease is lost and the rows are another's. */
  forget(): void {
    for (const queue of this.#queues.values()) queue.close();
    this.#queues.clear();
    this.#aside.clear();
    this.#held.clear();
    this.#takenTwice.clear();
  }

  /**
   * Looks for rows that wait although no queue knows of them: left by others, or committed by a statement whose answer was
   * lost. Before that, ends what has waited too long in the queues themselves.
   */
  async sweep(): Promise<void> {
    for (const connectorId of [...this.#aside.keys()]) this.pump(connectorId);
    for (const queue of this.#queues.values()) queue.expire();
    const waiting = await lanesWithWaiting(this.#deps.pool, [...this.#queues.keys()]);
    for (const { connectorId, lane } of waiting) this.#queues.get(connectorId)?.noteOverflow(lane);
    for (const connectorId of new Set(waiting.map((found) => found.connectorId)))
      await this.takeWaiting(connectorId);
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

  #putBack(message: MtMessage, onDisk: () => void = () => undefined): void {
    this.#deps.recorder.putBack(message, 0, '', () => {
      this.#letGo(message.id);
      onDisk();
    });
  }

  /**
   * The message is no longer in this node's hands. A row that was taken twice is given back once more: the giving back that
   * freed it may have been repeated since, and what is repeated must not free a message that is being sent.
   */
  #letGo(messageId: string): void {
    const again = this.#takenTwice.get(messageId);
    this.#takenTwice.delete(messageId);
    if (again) this.#putBack(again);
    else this.#held.delete(messageId);
  }

  /** What waited may have ended meanwhile by a receipt, or be barred from a second try. */
  #sendable(rows: readonly WaitingMessage[], node: number): MtMessage[] {
    const messages: MtMessage[] = [];
    for (const row of rows) {
      const message = fromRow(row, node);
      if (wasTaken(row)) this.#over(message, row.state, '');
      else if (message.possibleDuplicate && this.#deps.failsWhenUncertain(message.connectorId))
        this.#over(message, messageState.rejected, 'Interrupted while being sent');
      else messages.push(message);
    }
    return messages;
  }

  #over(message: MtMessage, state: number, reason: string): void {
    const change = { state, reason, submitted: false, ids: [], dequeue: true, proven: false };
    this.#deps.recorder.record(message, change, () => this.#letGo(message.id));
  }
}

/** Whether an operator has all of a message: it says so of a short one by any receipt, of a long one only by its answers. */
function wasTaken({ state, parts, submitted }: WaitingMessage): boolean {
  if (state >= messageState.delivered) return true;
  return state >= messageState.submitted && (submitted || parts === 1);
}

function fromRow(row: WaitingMessage, node: number): MtMessage {
  return {
    ...row,
    owner: node,
    encoding: row.encoding as MtMessage['encoding'],
    lane: row.lane as MtMessage['lane'],
    expiresAt: Number(row.expiresAt),
    released: false,
    receiptsDue: row.parts,
  };
}
