import type { Encoding } from '@ujumbe/smpp/text';
import type { Lane } from '#core/accept.ts';
import type { StoredMessage } from '#store/stored-message.ts';

/** A message of which something is known on its way or after it. */
export type KnownMessage = StoredMessage & {
  /** The node in whose name it is sent; null when a receipt found it in the tables. */
  readonly owner: number | null;
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
