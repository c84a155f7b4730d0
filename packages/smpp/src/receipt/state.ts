import { MessageState, type MessageStateName } from '../message-state.ts';

/** Outcome a receipt reports; words of message_state. */
export type ReceiptState = Exclude<MessageStateName, 'SCHEDULED'>;

/**
 * Beginnings of the words seen in `stat:`, tried in order. Operators misspell them, so the first letters decide;
 * the full words of SMPP 3.4 appendix B are DELIVRD, EXPIRED, DELETED, UNDELIV, ACCEPTD, UNKNOWN, REJECTD.
 */
const byBeginning: readonly (readonly [beginning: string, state: ReceiptState])[] = [
  ['DELIV', 'DELIVERED'],
  ['DELVR', 'DELIVERED'],
  ['DLVR', 'DELIVERED'],
  ['DELE', 'DELETED'],
  ['EXP', 'EXPIRED'],
  ['UNDEL', 'UNDELIVERABLE'],
  ['FAIL', 'UNDELIVERABLE'],
  ['ACCEP', 'ACCEPTED'],
  ['ACK', 'ACCEPTED'],
  ['REJ', 'REJECTED'],
  ['ENROUT', 'ENROUTE'],
  ['BUF', 'ENROUTE'],
  ['SCHED', 'ENROUTE'],
  ['SKIP', 'SKIPPED'],
];

/** State meant by the word after `stat:`; UNKNOWN for any word not listed. */
export function stateOfWord(word: string): ReceiptState {
  const upper = word.toUpperCase();
  for (const [beginning, state] of byBeginning) {
    if (upper.startsWith(beginning)) return state;
  }
  return 'UNKNOWN';
}

const byNumber: readonly ReceiptState[] = [
  'ENROUTE',
  'ENROUTE',
  'DELIVERED',
  'EXPIRED',
  'DELETED',
  'UNDELIVERABLE',
  'ACCEPTED',
  'UNKNOWN',
  'REJECTED',
  'SKIPPED',
];

/** State of a message_state TLV; UNKNOWN for a number the standard does not have. */
export function stateOfNumber(messageState: number): ReceiptState {
  return byNumber[messageState] ?? 'UNKNOWN';
}

/** The seven-letter words of SMPP 3.4 appendix B, and the message_state, for writing a receipt. */
export const stateWords: Readonly<Record<ReceiptState, string>> = {
  ENROUTE: 'ENROUTE',
  DELIVERED: 'DELIVRD',
  EXPIRED: 'EXPIRED',
  DELETED: 'DELETED',
  UNDELIVERABLE: 'UNDELIV',
  ACCEPTED: 'ACCEPTD',
  UNKNOWN: 'UNKNOWN',
  REJECTED: 'REJECTD',
  SKIPPED: 'SKIPPED',
};

export function numberOfState(state: ReceiptState): number {
  return MessageState[state];
}
