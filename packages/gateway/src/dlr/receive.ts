import type pg from 'pg';
import type { InboundReceipt } from '#core/connector.ts';
import { messageState } from '#core/message-state.ts';
import type { OperatorProfile } from '#core/operator-profile.ts';
import type { KnownMessage } from '#mt/message.ts';
import type { Change, MessageRecorder } from '#mt/recorder.ts';
import type { SentIndex, SentPart } from '#mt/sent-index.ts';
import { GroupCommit } from '#store/group-commit.ts';
import type { HotConnection } from '#store/hot-connection.ts';
import {
  addPartReceipts,
  type FoundPart,
  findReceiptMessages,
  type PartReceipt,
  type PartTally,
  type ReceiptQuery,
} from '#store/receipts.ts';
import type { ReceiptDeadlines } from './deadlines.ts';
import { receiptKeys, sameSubscriber } from './match.ts';
import type { OrphanReceipts } from './orphans.ts';

export type ReceiveDeps = {
  readonly connection: HotConnection;
  readonly pool: pg.Pool;
  readonly recorder: MessageRecorder;
  readonly sent: SentIndex;
  readonly orphans: OrphanReceipts;
  readonly deadlines: ReceiptDeadlines;
  readonly profile: (connectorId: number) => Pick<OperatorProfile, 'receiptIdMode' | 'receipts'>;
  /** Learns that the operator lets no message of this sender through to this subscriber. Settles when that is on disk. */
  readonly learnOptOut?: (message: KnownMessage, reason: string) => Promise<void>;
  /** Hears of each receipt as it comes. `sentAt` is that of its part, where this node knows it. */
  readonly observe?: (receipt: InboundReceipt, how: 'matched' | 'parked', sentAt: number | undefined) => void;
};

const GROUP_MS = 5;
const MAX_GROUP = 500;

/** Takes receipts in: finds the message, moves its state forward, and settles when that is on disk. */
export class ReceiptIntake {
  readonly #deps: ReceiveDeps;
  readonly #lookups: GroupCommit<ReceiptQuery, FoundPart[]>;
  readonly #partReceipts: GroupCommit<PartReceipt, PartTally>;

  constructor(deps: ReceiveDeps) {
    this.#deps = deps;
    this.#lookups = new GroupCommit({
      flush: (queries) => findReceiptMessages(deps.connection, queries),
      delayMs: GROUP_MS,
      maxWeight: MAX_GROUP,
    });
    this.#partReceipts = new GroupCommit({
      flush: async (receipts) => {
        const tallies = await addPartReceipts(deps.pool, receipts);
        return receipts.map((r) => tallies.get(r.messageId) as PartTally);
      },
      delayMs: GROUP_MS,
      maxWeight: MAX_GROUP,
    });
  }

  /** Settles when the receipt is on disk: with its message, or parked until that is known. Rejects when the database is away. */
  receive(receipt: InboundReceipt): Promise<void> {
    const keys = receiptKeys(this.#deps.profile(receipt.connectorId).receiptIdMode, receipt.operatorIds);
    const sent = this.findSent(receipt, keys);
    if (sent) {
      this.#deps.observe?.(receipt, 'matched', sent.sentAt);
      return this.apply(receipt, sent);
    }
    return this.#receiveUnknown(receipt, keys);
  }

  /** Looks for the message of a receipt in memory and in the table. Used again for parked ones. */
  async find(receipt: InboundReceipt): Promise<SentPart | undefined> {
    const keys = receiptKeys(this.#deps.profile(receipt.connectorId).receiptIdMode, receipt.operatorIds);
    return this.findSent(receipt, keys) ?? (await this.#findStored(receipt, keys));
  }

  findSent(receipt: InboundReceipt, keys: readonly string[]): SentPart | undefined {
    for (const key of keys) {
      const sent = this.#deps.sent.find(receipt.connectorId, key);
      if (sent && sameSubscriber(receipt.msisdn, sent.message.msisdn)) return sent;
    }
    return undefined;
  }

  /** Writes what a receipt says of a message. */
  async apply(receipt: InboundReceipt, sent: SentPart): Promise<void> {
    await this.#write(receipt, sent);
    // After the state: whoever repeats the receipt because this failed is told of both.
    if (receipt.outcome.kind === 'final' && receipt.outcome.state === 'blacklisted')
      await this.#deps.learnOptOut?.(sent.message, receipt.reason);
    // A repetition finds the message by its row; memory is for those that are still to report.
    if (receipt.outcome.kind === 'final' && sent.idKey !== undefined) {
      this.#deps.sent.remove(receipt.connectorId, sent.idKey);
    }
  }

  async #write(receipt: InboundReceipt, { message, part }: SentPart): Promise<void> {
    const { outcome } = receipt;
    if (outcome.kind !== 'final') {
      if (outcome.kind === 'enroute') return this.#record(message, messageState.enroute, receipt.reason);
      await this.#deps.deadlines.onUnknown(message.id, part);
      // A reason tells this from a message of which nothing was heard, which is never told to its customer.
      return this.#record(message, messageState.unknown, receipt.reason || 'UNKNOWN');
    }
    const state = messageState[outcome.state];
    if (message.parts === 1) return this.#record(message, state, receipt.reason);
    return this.#applyPart(message, part, state, receipt);
  }

  async #receiveUnknown(receipt: InboundReceipt, keys: readonly string[]): Promise<void> {
    const found = (await this.#findStored(receipt, keys)) ?? this.findSent(receipt, keys);
    this.#deps.observe?.(receipt, found ? 'matched' : 'parked', found?.sentAt);
    if (found) return this.apply(receipt, found);
    return this.#deps.orphans.park(receipt, keys, () => this.findSent(receipt, keys));
  }

  async #findStored(receipt: InboundReceipt, keys: readonly string[]): Promise<SentPart | undefined> {
    if (keys.length === 0) return undefined;
    const candidates = await this.#lookups.add({ connectorId: receipt.connectorId, idKeys: keys });
    const found = candidates.find((candidate) => sameSubscriber(receipt.msisdn, candidate.msisdn));
    return found && { message: { ...found, owner: null }, part: found.part };
  }

  /** A long message is delivered when all parts are that should report, and failed with the first that failed. */
  async #applyPart(
    message: KnownMessage,
    part: number,
    state: number,
    receipt: InboundReceipt,
  ): Promise<void> {
    const { deadlines } = this.#deps;
    const policy = this.#deps.profile(receipt.connectorId).receipts;
    const expected = policy === 'all' ? message.receiptsDue : 1;
    const tally = await this.#partReceipts.add({
      messageId: message.id,
      part,
      state,
      reason: receipt.reason,
      expected,
      partialDueAt: policy === 'all' ? deadlines.partialDueAt(receipt.connectorId) : null,
    });
    const hasFailed = tally.worst > messageState.delivered && policy !== 'any';
    if (!hasFailed && tally.final < expected) return this.#record(message, messageState.enroute, '');
    if (hasFailed) await this.#record(message, tally.worst, tally.worstReason);
    else await this.#record(message, state, receipt.reason);
    // After the state, so that a node that is killed in between leaves the deadline to look after the message.
    if (tally.final > 1) await deadlines.onEnd(message.id);
  }

  #record(message: KnownMessage, state: number, reason: string): Promise<void> {
    const change: Change = {
      state,
      reason,
      submitted: false,
      ids: [],
      dequeue: state >= messageState.delivered,
      proven: true,
    };
    return new Promise((resolve, reject) => {
      this.#deps.recorder.record(message, change, (error) => (error ? reject(error) : resolve()));
    });
  }
}
