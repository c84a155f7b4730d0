import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LateAnswers } from './late-answers.ts';
import type { Part } from './submission.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const forgotten: number[] = [];

function part(number: number): Part {
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
  const submission = { sms, done: () => {}, parts: [], pending: 1, halted: false, returned: true };
  return { submission, number, pdu: { command: 'submit_sm' }, resent: false, result: null };
}

beforeEach(() => {
  forgotten.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('an overdue answer is recognised once', () => {
  const late = new LateAnswers(clock, ({ number }) => forgotten.push(number));
  late.expect(11, part(1));
  expect(late.take(11)).toMatchObject({ number: 1 });
  expect(late.take(11)).toBeNull();
  expect(late.take(12)).toBeNull();
});

test('after ten minutes it is forgotten, and said so', () => {
  const late = new LateAnswers(clock, ({ number }) => forgotten.push(number));
  late.expect(11, part(1));
  vi.advanceTimersByTime(6 * 60_000);
  late.expect(12, part(2));
  vi.advanceTimersByTime(5 * 60_000);
  expect(forgotten).toEqual([1]);
  expect(late.take(12)).toMatchObject({ number: 2 });
  vi.advanceTimersByTime(60 * 60_000);
  expect(forgotten).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
});

test('with the session everything is forgotten', () => {
  const late = new LateAnswers(clock, ({ number }) => forgotten.push(number));
  late.expect(11, part(1));
  late.expect(12, part(2));
  late.clear();
  expect(forgotten).toEqual([1, 2]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a peer that never answers does not fill the memory', () => {
  const late = new LateAnswers(clock, ({ number }) => forgotten.push(number));
  for (let number = 1; number <= 10_003; number++) late.expect(number, part(number));
  expect(forgotten).toEqual([1, 2, 3]);
  late.clear();
});
