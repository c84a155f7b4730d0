import type { FinalStateName, StatusFamily } from './message-state.ts';
import type { UssdEvent, UssdReply } from './ussd.ts';

/** A message on its way out, as a connector sees it. One message, however many parts it takes on the wire. */
export type OutboundSms = {
  readonly messageId: string;
  /** E.164 digits without plus. */
  readonly msisdn: string;
  readonly sender: string;
  readonly text: string;
  readonly flash: boolean;
  /** Parts that were charged; the connector must send exactly as many. */
  readonly parts: number;
  /** Milliseconds since the epoch after which delivery is pointless, or null for the operator's own default. */
  readonly expiresAt: number | null;
  /** Part numbers (from 1) the operator has taken already, in an earlier attempt. */
  readonly partsDone: readonly number[];
};

/** Slots of the window a message takes when it is submitted, and gives back by `release`. */
export function partsToSend(sms: Pick<OutboundSms, 'parts' | 'partsDone'>): number {
  return Math.max(1, sms.parts - sms.partsDone.length);
}

/** What became of one attempt to submit a message. `ids` pairs a part number with the operator's id of it. */
export type SubmitOutcome =
  | { kind: 'accepted'; ids: readonly PartId[] }
  /** Refused for good. `reason` is what the customer reads; `ids` are parts taken before the refusal. */
  | { kind: 'refused'; state: FinalStateName; reason: string; alert: boolean; ids: readonly PartId[] }
  /** The operator asks for less speed: the connector as a whole pauses, the message goes first again, uncounted. */
  | { kind: 'throttled'; reason: string; ids: readonly PartId[] }
  /** This message again after a while; counted, at most `maxAttempts` of this kind. */
  | { kind: 'retry'; afterMs: number; maxAttempts: number; reason: string; ids: readonly PartId[] }
  /** Never written to the operator: goes first again, uncounted. */
  | { kind: 'unsent'; ids: readonly PartId[] }
  /** Written, and no answer came: sending it again may duplicate it. */
  | { kind: 'uncertain'; reason: string; ids: readonly PartId[] };

export type PartId = { readonly part: number; readonly operatorId: string };

/** A receipt as an operator gave it, before it is matched to a message. */
export type InboundReceipt = {
  readonly connectorId: number;
  /** Candidate operator ids, the most trustworthy first. */
  readonly operatorIds: readonly string[];
  /** The subscriber as the operator wrote it, digits only; empty when the profile says to ignore it. */
  readonly msisdn: string;
  readonly outcome:
    | { kind: 'final'; state: FinalStateName }
    | { kind: 'enroute' }
    /** The operator does not know: final only if nothing better comes. */
    | { kind: 'unknown' };
  /** The operator's own word, such as `DELIVRD` or `UNDELIV err:021`. */
  readonly reason: string;
};

/** An MO as an operator gave it; a part of a long one carries `concat`. */
export type InboundMo = {
  readonly connectorId: number;
  readonly from: string;
  readonly to: string;
  /** As it came: with NUL, and in a part with half of a character that was cut in two. */
  readonly text: string;
  /** `smpp` for SMPP, the operator's link id where it gave one, else null. */
  readonly linkId: string | null;
  /** Octets of the operator's own time or id where it gives one: sharpens the search for a repeated delivery. */
  readonly operatorStamp: string;
  /**
   * When an answer to a delivery was last lost or refused, in milliseconds since the epoch: what came before may be delivered
   * once more. What a subscriber says twice without such a loss was said twice.
   */
  readonly answersLostAt: number;
  readonly concat: { readonly reference: number; readonly total: number; readonly sequence: number } | null;
};

/** A session that we begin: nothing is shown until `show`. */
export type UssdPush = {
  /**
   * Under which what the operator tells of it comes: the answer to a `request` as a `continue`, the confirmation of a
   * `notify`, where there is one, as an `end`.
   */
  readonly session: string;
  /**
   * Shows the first screen; settles when the operator has taken it. A `request` waits for an answer, a `notify` is only shown.
   * @throws Error with a sentence: no bind is up, the operator refused, or did not answer
   */
  show(kind: 'request' | 'notify', text: string): Promise<void>;
};

/**
 * What became of a reply to a USSD hop: taken by the operator, refused by it, written and not answered in time, or never
 * written because no bind was up or the screen could not be.
 */
export type UssdReplyFate = 'taken' | 'refused' | 'unanswered' | 'dropped';

/** Where a connector hands in what the operator says. The promise settles when it is on disk: only then is the operator answered. */
export type ConnectorSink = {
  onReceipt(receipt: InboundReceipt): Promise<void>;
  onMo(mo: InboundMo): Promise<void>;
  /** An answer to a submit that had been given up as uncertain. */
  onLateAnswer(messageId: string, id: PartId): void;
  /** Room to submit has appeared, or a bind came or went. */
  onChange(connectorId: number): void;
  /** A hop of a USSD session, as for `HandleUssd`. The operator has been answered already; the reply travels by itself. */
  onUssd(event: UssdEvent): Promise<UssdReply | null>;
  /** Follows a reply given to a hop, once. */
  onUssdReply(fate: UssdReplyFate): void;
};

export type BindState = {
  readonly name: string;
  readonly phase: 'connecting' | 'binding' | 'bound' | 'waiting' | 'stopped';
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly windowUsed: number;
  readonly window: number;
  readonly lastError: string | null;
};

/** Our link to one operator account. Rules live above it; it only speaks the operator's language. */
export type Connector = {
  readonly id: number;
  readonly name: string;
  readonly statusFamily: StatusFamily;
  /** Parts a second, 0 for no limit. */
  readonly throughput: number;
  readonly supportsFlash: boolean;
  start(): void;
  /** Stops taking, waits for answers up to `drainMs`, unbinds. */
  stop(drainMs: number): Promise<void>;
  /** Cuts the sockets at once, without a word: this node may no longer act. */
  cut(): void;
  /** Window slots in all bound sessions together, whether free or not; 0 when nothing is bound. */
  window(): number;
  /** Parts that can be submitted this instant: the window less the parts handed over and not yet released. */
  free(): number;
  /**
   * Submits; `done` is called exactly once, never before `submit` returns. Call only with `free() > 0`.
   * The message takes `partsToSend(sms)` slots of the window, and may take more than are free: its last parts then wait inside.
   */
  submit(sms: OutboundSms, done: (outcome: SubmitOutcome) => void): void;
  /**
   * Gives back the slots of submitted messages, counted in parts. Called once for every `submit`, when its outcome is on disk
   * (or at once where nothing was sent): so what a crash can repeat is at most the window. Does not call `onChange`.
   */
  release(parts: number): void;
  binds(): readonly BindState[];
  /**
   * Prepares a session that a subscriber did not ask for.
   * @param msisdn E.164 digits without plus
   * @param serviceCode where it comes from, as the operator knows it, such as `*123#`
   * @throws Error with a sentence: this operator takes none
   */
  openUssdPush?(msisdn: string, serviceCode: string): UssdPush;
};
