import type { Encoding } from '@ujumbe/smpp/text';
import type { Lane } from '#core/accept.ts';

/** What a later change of a message and its callback need to know of it. */
export type KnownMessage = {
  readonly id: string;
  readonly accountId: number;
  readonly connectorId: number;
  readonly msisdn: string;
  readonly sender: string;
  readonly refId: string;
  readonly parts: number;
  /** Receipts that make it delivered: one for each id the operator gave. */
  receiptsDue: number;
  readonly wantsCallback: boolean;
  /** Counted attempts so far. */
  attempts: number;
  /** The node in whose name it is sent; null when a receipt found it in the tables. */
  readonly owner: number | null;
  /** It may have been sent already by an attempt whose end nobody saw. */
  possibleDuplicate: boolean;
};

/** An accepted message as this node holds it in memory on its way to the operator. */
export type MtMessage = KnownMessage & {
  /** Empty once the operator has taken the message. */
  text: string;
  readonly encoding: Encoding;
  readonly linkId: string | null;
  readonly flash: boolean;
  readonly lane: Lane;
  readonly mcc: string;
  readonly mnc: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Parts, from 1, that the operator has taken in earlier attempts. */
  partsDone: readonly number[];
  /** Whether `released` is set in its queue row: only then may it be written to an operator. */
  released: boolean;
};
