import type { OutboundSms, PartId, SubmitOutcome } from '#core/connector.ts';
import type { SubmitSm } from './encode-sms.ts';

type WithoutIds<T> = T extends unknown ? Omit<T, 'ids'> : never;

/** What became of one part. */
export type PartResult =
  | { readonly kind: 'accepted'; readonly operatorId: string }
  | WithoutIds<Exclude<SubmitOutcome, { kind: 'accepted' }>>;

export const unsent: PartResult = { kind: 'unsent' };

/** One part of a message between its submit and its answer. */
export type Part = {
  readonly submission: Submission;
  readonly number: number;
  pdu: SubmitSm;
  /** Whether it was sent a second time in another form because the operator refused the first. */
  resent: boolean;
  result: PartResult | null;
};

/** One attempt to submit a message: its parts, and how many of them are still without a result. */
export type Submission = {
  readonly sms: OutboundSms;
  readonly done: (outcome: SubmitOutcome) => void;
  readonly parts: Part[];
  pending: number;
  /** Set by the first part that was not taken: what is not written yet stays unwritten. */
  halted: boolean;
  /** Whether `submit` has returned: `done` is never called before that. */
  returned: boolean;
};

/** Worst first: the outcome of a message is that of its worst part. */
const severity: readonly PartResult['kind'][] = [
  'refused',
  // Above the ones that send again, because only this one flags a possible duplicate.
  'uncertain',
  'throttled',
  'retry',
  'unsent',
  'accepted',
];

/** The one outcome of a message whose parts all have results; ids of taken parts are always in it. */
export function outcomeOf(submission: Submission): SubmitOutcome {
  const ids: PartId[] = [];
  let worst: PartResult = { kind: 'accepted', operatorId: '' };
  for (const { number, result } of submission.parts) {
    const known = result ?? unsent;
    if (known.kind === 'accepted') ids.push({ part: number, operatorId: known.operatorId });
    else if (severity.indexOf(known.kind) < severity.indexOf(worst.kind)) worst = known;
  }
  return worst.kind === 'accepted' ? { kind: 'accepted', ids } : { ...worst, ids };
}
