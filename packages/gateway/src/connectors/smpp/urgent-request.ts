import type { Outcome, RequestInput } from '@ujumbe/smpp';

/** A request that leaves a link before the parts that wait there. */
export type UrgentRequest = {
  readonly pdu: RequestInput;
  /** When it is too late to send it, by the monotonic clock. */
  readonly until: number;
  /** Called exactly once. */
  readonly settle: (fate: UrgentFate) => void;
};

/** What became of it; `unsent` when the bind went before its turn. */
export type UrgentFate =
  | Outcome
  | { readonly kind: 'unsent' }
  /** The window had no slot for it in its time. */
  | { readonly kind: 'overdue' }
  /** It cannot be put on the wire at all. */
  | { readonly kind: 'unsendable'; readonly error: Error };
