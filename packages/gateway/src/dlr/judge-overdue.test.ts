import { expect, test } from 'vitest';
import cases from './judge-overdue.cases.json' with { type: 'json' };
import { judgeOverdue } from './judge-overdue.ts';

const GRACE = 7_200_000;

/** Two hours and more after one of three parts was delivered. */
const overdue = {
  deadlinePart: 0,
  state: 40,
  reason: '',
  owed: false,
  receiptsDue: 3,
  delivered: 1,
  worst: 60,
  worstReason: 'DELIVRD',
  lastReason: 'DELIVRD',
  partIsFinal: false,
  hasUnknownPart: false,
};

test.each(cases)('$name', ({ facts, verdict }) => {
  const { submittedAt = -1000, ...others } = facts as { submittedAt?: number | null };
  const message = {
    ...overdue,
    ...others,
    submittedAt: submittedAt === null ? null : new Date(submittedAt),
  };
  expect(judgeOverdue(message, GRACE, GRACE)).toEqual(verdict);
});
