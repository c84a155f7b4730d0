import type { IdForm } from '../message-ids.ts';

/** What a behaviour sees of a submit. */
export interface SubmitFacts {
  systemId: string;
  from: string;
  to: string;
  /** Place in a long message, null for a single one. */
  part: { sequence: number; total: number } | null;
}

export type MalformedKind = 'absurd-length' | 'unknown-command' | 'cut-short' | 'garbage';

/** What will happen to one submit. Starts as the normal case; behaviours change it in the order of the registry. */
export interface SubmitPlan {
  /** `silence`: no answer ever; `drop-link`: the connection is cut instead of an answer. */
  answer: 'resp' | 'silence' | 'drop-link';
  /** Sent just before the answer, to see how the peer copes. */
  malformed: MalformedKind | null;
  /** command_status of the answer. Anything but 0 means refused: no message, no receipts. */
  status: number;
  /** False when the operator lost the submit before acting on it. */
  taken: boolean;
  answerAfterMs: number;
  /** Counted from the answer. */
  receiptAfterMs: number;
  /** The receipt goes out this long before the answer; 0 is the normal order. */
  receiptAheadMs: number;
  /** Final receipts sent: 0 lost, 1 normal, more are duplicates. */
  receipts: number;
  receiptForm: 'both' | 'text' | 'tlv';
  answerId: IdForm;
  receiptId: IdForm;
  receiptTlvId: IdForm;
  /** Words of provisional receipts that come before the final one. */
  provisional: readonly string[];
  /** The operator's word for the final state, and its error code. */
  stat: string;
  err: string;
}

export interface BehaviourTools {
  /** From 0 up to 1. */
  random: () => number;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

/** A behaviour at work. Hooks are called for every submit or bind in the scope it was set for. */
export interface BehaviourHooks {
  onSubmit?(submit: SubmitFacts, plan: SubmitPlan): void;
  /** Returns the command_status to refuse the bind with, or 0. */
  onBind?(systemId: string): number;
}

export interface Behaviour {
  name: string;
  /** One line for people. */
  summary: string;
  /** A setting that can be pasted. */
  example: unknown;
  /** `global` behaviours cannot be set for a destination prefix. */
  scope: 'any' | 'global';
  /** Checks the setting and starts with fresh counters. Throws `InvalidInput` naming `field`. */
  start(setting: unknown, field: string, tools: BehaviourTools): BehaviourHooks;
}
