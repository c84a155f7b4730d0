import { isFinal, messageState } from '#core/message-state.ts';
import type { OverdueFacts } from '#store/receipt-deadlines.ts';

/** What becomes of a message at a deadline for its receipts. */
export type OverdueVerdict =
  | { readonly kind: 'end'; readonly state: number; readonly reason: string }
  /** To be looked at again: what would decide is still on its way. */
  | { readonly kind: 'wait' }
  /** This deadline no longer matters. */
  | { readonly kind: 'moot' };

/**
 * Ends the wait for receipts (spec: receipts of long messages, provisional UNKNOWN). A message with a part that its operator
 * still does not know is undeliverable. One of which some parts are delivered, none has failed and the others say nothing is
 * delivered. A message that is still being sent, or was taken by the operator less than `graceMs` ago, waits on.
 */
export function judgeOverdue(message: OverdueFacts, nowMs: number, graceMs: number): OverdueVerdict {
  if (isFinal(message.state)) return { kind: 'moot' };
  if (message.owed) return { kind: 'wait' };
  return message.deadlinePart > 0 ? judgeUnknown(message) : judgePartial(message, nowMs, graceMs);
}

function judgeUnknown({ partIsFinal, state, reason }: OverdueFacts): OverdueVerdict {
  if (partIsFinal) return { kind: 'moot' };
  const said = state === messageState.unknown ? reason : '';
  return { kind: 'end', state: messageState.undeliverable, reason: said || 'UNKNOWN' };
}

function judgePartial(message: OverdueFacts, nowMs: number, graceMs: number): OverdueVerdict {
  const { delivered, receiptsDue, worst, submittedAt } = message;
  // What a node counted and did not live to write.
  if (worst > messageState.delivered) return { kind: 'end', state: worst, reason: message.worstReason };
  if (delivered === 0) return { kind: 'moot' };
  if (delivered >= receiptsDue)
    return { kind: 'end', state: messageState.delivered, reason: message.lastReason };
  // Parts that were refused at first and taken later have had less time.
  if (submittedAt !== null && submittedAt.getTime() + graceMs > nowMs) return { kind: 'wait' };
  if (message.hasUnknownPart) return { kind: 'wait' };
  return {
    kind: 'end',
    state: messageState.delivered,
    reason: `partial receipts ${delivered}/${receiptsDue}`,
  };
}
