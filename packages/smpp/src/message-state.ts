/** message_state values, SMPP 3.4 section 5.2.28 (SCHEDULED and SKIPPED: SMPP 5.0). */
export const MessageState = {
  SCHEDULED: 0,
  ENROUTE: 1,
  DELIVERED: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIVERABLE: 5,
  ACCEPTED: 6,
  UNKNOWN: 7,
  REJECTED: 8,
  SKIPPED: 9,
} as const;

export type MessageStateName = keyof typeof MessageState;
