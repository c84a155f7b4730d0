import type { CallbackJob } from '#callbacks/job.ts';
import type { Clock } from '#core/clock.ts';
import type { PartId } from '#core/connector.ts';
import type { Directory } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import type { Log } from '#core/log.ts';
import { isFinal, messageState } from '#core/message-state.ts';
import { operatorIdKey } from '#core/operator-id.ts';
import { inAcceptedGroups } from '#store/accepted-groups.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import { type NewOperatorId, type RefundRule, writeMessageChanges } from '#store/message-changes.ts';
import { insertMessageEvents, type MessageEvent } from '#store/message-events.ts';
import { type PutBack, putBackMessages } from '#store/mt-queue.ts';
import type { KnownMessage } from './message.ts';

/** What has become of a message. */
export type Change = {
  readonly state: number;
  readonly reason: string;
  /** The operator has answered the submit now. */
  readonly submitted: boolean;
  /** Operator ids that are new to the database. */
  readonly ids: readonly PartId[];
  /** The message is no longer owed to an operator by this node. */
  readonly dequeue: boolean;
  /** A receipt proves it, whoever owns the message; otherwise it is void if another node has taken the message meanwhile. */
  readonly proven: boolean;
};

type Pending = {
  message: KnownMessage;
  state: number;
  reason: string;
  submittedAt: number | null;
  finalAt: number | null;
  ids: PartId[];
  dequeue: boolean;
  proven: boolean;
  onDisk: ((error?: Error) => void)[];
};

type WaitingPutBack = { item: PutBack; owner: number | null; onDisk: () => void };

export type RecorderDeps = {
  readonly connection: HotConnection;
  readonly node: () => number;
  readonly directory: () => Directory;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes callbacks whose rows have just been committed. */
  readonly offerCallbacks: (jobs: CallbackJob[]) => void;
  readonly flushDelayMs: number;
};

const RETRY_MS = 200;
const MAX_GROUP = 1000;

/**
 * Writes what becomes of messages, in groups: answers to submits and receipts alike. Memory holds the newest state of each
 * message that has changed; a flush writes it once. Nothing is given up while the database is away.
 */
export class MessageRecorder {
  readonly #deps: RecorderDeps;
  #pending = new Map<string, Pending>();
  #putBacks: WaitingPutBack[] = [];
  #events: MessageEvent[] = [];
  #scheduled = false;
  #busy = false;
  #idle: (() => void)[] = [];

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  get backlog(): number {
    return this.#pending.size + this.#putBacks.length;
  }

  /** Whether a message has changes that are not on disk yet. */
  isPending(messageId: string): boolean {
    return this.#pending.has(messageId) || this.#writing.has(messageId);
  }
  #writing = new Map<string, Pending>();

  /** @param onDisk called when the change is committed, or with the error that made it impossible */
  record(message: KnownMessage, change: Change, onDisk: (error?: Error) => void): void {
    const now = this.#deps.clock.now();
    const pending = this.#pending.get(message.id);
    if (!pending) {
      this.#pending.set(message.id, {
        message,
        state: change.state,
        reason: change.reason,
        submittedAt: change.submitted ? now : null,
        finalAt: isFinal(change.state) ? now : null,
        ids: [...change.ids],
        dequeue: change.dequeue,
        proven: change.proven,
        onDisk: [onDisk],
      });
    } else {
      merge(pending, message, change, now);
      pending.onDisk.push(onDisk);
    }
    this.#schedule();
  }

  /** Gives a message back to its row, to be taken again after a delay; a message this node has lost meanwhile is left alone. */
  putBack(message: KnownMessage, delayMs: number, reason: string, onDisk: () => void): void {
    this.#putBacks.push({
      item: {
        id: message.id,
        delayMs,
        attempts: message.attempts,
        reason,
        possibleDuplicate: message.possibleDuplicate,
      },
      owner: message.owner,
      onDisk,
    });
    this.#schedule();
  }

  /** Adds to the message's timeline what its own row does not show. */
  note(event: MessageEvent): void {
    this.#events.push(event);
    this.#schedule();
  }

  drain(): Promise<void> {
    if (!this.#busy && this.backlog === 0 && this.#events.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(delayMs = this.#deps.flushDelayMs): void {
    if (this.#scheduled || this.#busy) return;
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      void this.#flush();
    }, delayMs);
  }

  async #flush(): Promise<void> {
    this.#busy = true;
    let pause = this.#deps.flushDelayMs;
    try {
      await this.#writeChanges();
      await this.#writeRest();
    } catch (error) {
      pause = RETRY_MS;
      this.#deps.log.warn({ err: (error as Error).message }, 'message changes wait for the database');
    }
    this.#busy = false;
    if (this.backlog > 0 || this.#events.length > 0) this.#schedule(pause);
    else for (const idle of this.#idle.splice(0)) idle();
  }

  async #writeChanges(): Promise<void> {
    if (this.#pending.size === 0) return;
    // Rows are locked in the order of their ids, as receipts of parts lock them too.
    const group = this.#takePending().sort(byId);
    this.#writing = new Map(group.map((p) => [p.message.id, p]));
    try {
      await inAcceptedGroups(group, (items) => this.#write(items), {
        refused: (item, error) => {
          this.#deps.log.error(
            { msgId: item.message.id, err: error.message },
            'a message change was refused',
          );
          for (const done of item.onDisk) done(error);
        },
        unwritten: (items) => {
          for (const item of items) this.#putInFront(item);
        },
      });
    } finally {
      this.#writing = new Map();
    }
  }

  /** The oldest changes. A map that is left behind as a whole costs the collector less than one that is emptied. */
  #takePending(): Pending[] {
    const pending = [...this.#pending.values()];
    const group = pending.slice(0, MAX_GROUP);
    this.#pending = new Map(pending.slice(MAX_GROUP).map((p) => [p.message.id, p]));
    return group;
  }

  async #write(group: Pending[]): Promise<void> {
    this.#offer(group, new Set(await this.#statement(group)));
    for (const { onDisk } of group) for (const done of onDisk) done();
  }

  #statement(group: Pending[]): Promise<string[]> {
    const node = this.#deps.node();
    const dequeue: string[] = [];
    const ids: NewOperatorId[] = [];
    const changes = group.map((p) => {
      const { message } = p;
      // What was done in the name of a node this process no longer is proves nothing about rows of the one it is now.
      if (p.dequeue && (p.proven || message.owner === node)) dequeue.push(message.id);
      for (const { part, operatorId } of p.ids) {
        // Some operators accept without naming an id; then no receipt can be matched.
        if (operatorId === '') continue;
        ids.push({
          messageId: message.id,
          connectorId: message.connectorId,
          idKey: operatorIdKey(operatorId),
          operatorId,
          part,
          ofLong: message.parts > 1,
        });
      }
      return {
        id: message.id,
        state: p.state,
        reason: p.reason,
        operatorId: p.ids[0]?.operatorId || null,
        submittedAt: p.submittedAt,
        finalAt: p.finalAt,
        possibleDuplicate: message.possibleDuplicate,
        attempts: message.attempts,
        needsOwnership: !p.proven,
      };
    });
    return writeMessageChanges(this.#deps.connection, node, changes, dequeue, ids, this.#refunds(group));
  }

  #refunds(group: Pending[]): RefundRule[] {
    const rules = new Map<string, RefundRule>();
    for (const { message, state } of group) {
      if (!isFinal(state) || state === messageState.delivered) continue;
      const policy = this.#deps.directory().accounts.get(message.accountId)?.settings.refund ?? 'none';
      if (policy === 'none' || (policy === 'rejected' && state !== messageState.rejected)) continue;
      rules.set(`${message.accountId}/${state}`, { accountId: message.accountId, state, entryId: newId() });
    }
    return [...rules.values()];
  }

  #offer(group: Pending[], owed: ReadonlySet<string>): void {
    if (owed.size === 0) return;
    const { connectors } = this.#deps.directory();
    const jobs: CallbackJob[] = [];
    for (const { message, state, reason, finalAt } of group) {
      if (!owed.has(message.id)) continue;
      jobs.push({
        attempts: 0,
        facts: {
          kind: 'dlr',
          subjectId: message.id,
          accountId: message.accountId,
          msisdn: message.msisdn,
          sender: message.sender,
          refId: message.refId,
          family: connectors.get(message.connectorId)?.statusFamily ?? 'smpp',
          state,
          reason,
          finalAt: finalAt as number,
        },
      });
    }
    this.#deps.offerCallbacks(jobs);
  }

  async #writeRest(): Promise<void> {
    const { connection, log } = this.#deps;
    const node = this.#deps.node();
    await inAcceptedGroups(
      this.#takePutBacks(),
      async (group) => {
        const ours = group.filter(({ owner }) => owner === node).map(({ item }) => item);
        if (ours.length > 0) await putBackMessages(connection, ours, node);
        for (const { onDisk } of group) onDisk();
      },
      {
        refused: ({ item, onDisk }, error) => {
          log.error({ msgId: item.id, err: error.message }, 'a message could not be put back into its row');
          onDisk();
        },
        unwritten: (group) => this.#putBacks.unshift(...group),
      },
    );
    await inAcceptedGroups(
      this.#events.splice(0, MAX_GROUP),
      (group) => insertMessageEvents(connection, group),
      {
        refused: ({ messageId }, error) =>
          log.error({ msgId: messageId, err: error.message }, 'an event of a message was refused'),
        unwritten: (group) => this.#events.unshift(...group),
      },
    );
  }

  /** Those whose changes are written: whoever takes the row must find the parts that the operator has. */
  #takePutBacks(): WaitingPutBack[] {
    const ready = this.#putBacks.filter(({ item }) => !this.#pending.has(item.id)).slice(0, MAX_GROUP);
    const taken = new Set(ready);
    this.#putBacks = this.#putBacks.filter((one) => !taken.has(one));
    return ready;
  }

  #putInFront(item: Pending): void {
    const later = this.#pending.get(item.message.id);
    if (later) {
      // What came later stands; what it lacks comes from the earlier one.
      if (item.state > later.state || isFinal(item.state)) {
        const { state, reason, finalAt, proven } = item;
        Object.assign(later, { state, reason, finalAt, proven });
      }
      if (later.message.owner === null) later.message = item.message;
      later.submittedAt = item.submittedAt ?? later.submittedAt;
      later.ids.unshift(...item.ids);
      later.dequeue ||= item.dequeue;
      later.onDisk.unshift(...item.onDisk);
    } else {
      this.#pending.set(item.message.id, item);
    }
  }
}

function byId(a: Pending, b: Pending): number {
  return a.message.id < b.message.id ? -1 : 1;
}

/** Status moves forward only, and the first final state stands; it is worth what the change that set it is worth. */
function merge(pending: Pending, message: KnownMessage, change: Change, now: number): void {
  if (!isFinal(pending.state) && change.state > pending.state) {
    pending.state = change.state;
    pending.reason = change.reason;
    pending.finalAt = isFinal(change.state) ? now : null;
    pending.proven = change.proven;
  }
  // Of a message found in the tables, memory may know more.
  if (pending.message.owner === null) pending.message = message;
  if (change.submitted) pending.submittedAt ??= now;
  pending.ids.push(...change.ids);
  pending.dequeue ||= change.dequeue;
}
