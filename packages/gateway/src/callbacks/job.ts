import type { StatusFamily } from '#core/message-state.ts';

/** What a delivery receipt callback tells of a message. Times in milliseconds since the epoch. */
export type DlrFacts = {
  readonly kind: 'dlr';
  /** Id of the message. */
  readonly subjectId: string;
  readonly accountId: number;
  /** E.164 digits without plus. */
  readonly msisdn: string;
  readonly sender: string;
  /** Empty when the client gave none. */
  readonly refId: string;
  readonly family: StatusFamily;
  /** A final state of core/message-state.ts. */
  readonly state: number;
  /** The operator's word; empty for none. */
  readonly reason: string;
  readonly finalAt: number;
};

/** What an MO callback tells. Times in milliseconds since the epoch. */
export type MoFacts = {
  readonly kind: 'mo';
  /** Id of the MO's row. */
  readonly subjectId: string;
  readonly accountId: number;
  /** The msgId customers see: a decimal number. */
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly refId: string | null;
  /** `smpp` for SMPP, the operator's own for on-demand MO, else null. */
  readonly linkId: string | null;
  readonly receivedAt: number;
  /** The address of the MO's route; null for the account's own. */
  readonly url: string | null;
};

/** A callback to be tried now. Its row exists and is owned by this node. */
export type CallbackJob = {
  readonly facts: DlrFacts | MoFacts;
  /** Attempts made before. */
  readonly attempts: number;
};
