/**
 * States of an MT message, stored as numbers that only grow: a status update is a compare-and-set on `state < new`.
 * From `delivered` on they are final. `unknown` is soft: no receipt came in time, a later one still counts.
 */
export const messageState = {
  queued: 10,
  submitted: 30,
  enroute: 40,
  unknown: 50,
  delivered: 60,
  undeliverable: 61,
  expired: 62,
  blacklisted: 63,
  rejected: 64,
} as const;

export type MessageStateName = keyof typeof messageState;
export type MessageState = (typeof messageState)[MessageStateName];
export type FinalStateName = 'delivered' | 'undeliverable' | 'expired' | 'blacklisted' | 'rejected';

const names = new Map<number, MessageStateName>(
  Object.entries(messageState).map(([name, state]) => [state, name as MessageStateName]),
);

/** The name of a stored state. */
export function messageStateName(state: number): MessageStateName {
  const name = names.get(state);
  if (name === undefined) throw new RangeError(`message state ${state} is not one of ${[...names.keys()]}`);
  return name;
}

export function isFinal(state: number): boolean {
  return state >= messageState.delivered;
}

/** Which of the two vocabularies of the compatible API a connector speaks to customers. */
export type StatusFamily = 'sdp' | 'smpp';

const words: Record<StatusFamily, Record<FinalStateName, string>> = {
  sdp: {
    delivered: 'DeliveredToTerminal',
    undeliverable: 'DeliveryImpossible',
    expired: 'EXPIRED',
    blacklisted: 'SenderName Blacklisted',
    rejected: 'REJECTED',
  },
  smpp: {
    delivered: 'DELIVRD',
    undeliverable: 'UNDELIV',
    expired: 'EXPIRED',
    blacklisted: 'SenderName Blacklisted',
    rejected: 'REJECTED',
  },
};

/** The `status` of a delivery callback for a final state. */
export function callbackStatus(family: StatusFamily, state: number): string {
  const name = messageStateName(state);
  if (!isFinal(state)) throw new RangeError(`${name} is not final and is never told to a customer`);
  return words[family][name as FinalStateName];
}
