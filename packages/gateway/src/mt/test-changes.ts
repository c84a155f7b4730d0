import { messageState } from '#core/message-state.ts';
import type { Change } from './recorder.ts';

/** The operator has taken a message of one part. */
export function answer(operatorId = 'A1'): Change {
  return {
    state: messageState.submitted,
    reason: '',
    submitted: true,
    ids: [{ part: 1, operatorId }],
    dequeue: true,
    proven: false,
  };
}

/** What a receipt says. */
export function receipt(name: keyof typeof messageState, reason: string = name): Change {
  const state = messageState[name];
  return { state, reason, submitted: false, ids: [], dequeue: state >= messageState.delivered, proven: true };
}
