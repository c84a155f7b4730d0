import type { MessageBody } from '../schemas.ts';

/** A made-up message for the documentation. */
export const messageExample: MessageBody = {
  id: '019aa7b0-5322-7cf3-8c02-303165997da5',
  from: 'TIARA',
  to: '254712345678',
  text: 'Your code is 4711',
  ref: 'order-4711',
  state: 'delivered',
  reason: 'DELIVRD',
  flash: false,
  lane: 'urgent',
  encoding: 'gsm7',
  parts: 1,
  mcc: '639',
  mnc: '02',
  cost: '0.6',
  currency: 'KES',
  possibleDuplicate: false,
  createdAt: '2026-11-21T16:30:00.335Z',
  submittedAt: '2026-11-21T16:30:00.402Z',
  finalAt: '2026-11-21T16:30:03.101Z',
  expiresAt: '2026-11-22T16:30:00.335Z',
};
