import { expect, test } from 'vitest';
import { outcomeOf, type PartResult, unsent } from './submission.ts';

const taken: PartResult = { kind: 'accepted', operatorId: 'id' };
const refused: PartResult = { kind: 'refused', state: 'rejected', reason: 'no', alert: false };
const uncertain: PartResult = { kind: 'uncertain', reason: 'silence' };
const throttled: PartResult = { kind: 'throttled', reason: 'slow' };
const retry: PartResult = { kind: 'retry', afterMs: 1, maxAttempts: 2, reason: 'later' };

test.each([
  [[taken, taken], 'accepted', [1, 2]],
  [[taken, unsent], 'unsent', [1]],
  [[unsent, taken, retry], 'retry', [2]],
  [[retry, throttled, taken], 'throttled', [3]],
  [[throttled, uncertain], 'uncertain', []],
  [[uncertain, refused, taken], 'refused', [3]],
] as [PartResult[], string, number[]][])('%#: the worst part decides: %s', (results, kind, ids) => {
  const sms = {
    messageId: '',
    msisdn: '',
    sender: '',
    text: '',
    flash: false,
    parts: 1,
    expiresAt: null,
    partsDone: [],
  };
  const submission = { sms, done: () => {}, pending: 0, halted: false, returned: true };
  const parts = results.map((result, index) => ({
    submission: { ...submission, parts: [] },
    number: index + 1,
    pdu: { command: 'submit_sm' as const },
    resent: false,
    result,
  }));
  const outcome = outcomeOf({ ...submission, parts });
  expect(outcome.kind).toBe(kind);
  expect(outcome.ids.map(({ part }) => part)).toEqual(ids);
});
