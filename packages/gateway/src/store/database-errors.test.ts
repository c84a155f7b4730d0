import pg from 'pg';
import { expect, test } from 'vitest';
import { isServerRefusal, mayPass, tookTooLong, wasUnanswered } from './database-errors.ts';

test.each([
  ['23505', 'refused'],
  ['22021', 'refused'],
  ['42P01', 'refused'],
  ['25006', 'unanswered'],
  ['53300', 'unanswered'],
  ['57P01', 'unanswered'],
  ['08006', 'unanswered'],
  ['40001', 'to be tried again'],
  ['40P01', 'to be tried again'],
  ['55P03', 'to be tried again'],
  ['57014', 'to be tried again'],
])('a statement that ends by SQLSTATE %s is %s', (code, is) => {
  const error = Object.assign(new pg.DatabaseError('no', 2, 'error'), { code });
  expect(isServerRefusal(error)).toBe(is === 'refused');
  expect(wasUnanswered(error)).toBe(is === 'unanswered');
  expect(tookTooLong(error)).toBe(code === '57014');
  expect(mayPass(error)).toBe(is !== 'refused');
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('%s is no answer of the database', (code) => {
  expect(wasUnanswered(Object.assign(new Error('getaddrinfo'), { code }))).toBe(true);
});

test('a lost connection is no refusal, and a fault of ours is neither', () => {
  const lost = new Error('Connection terminated unexpectedly');
  expect([isServerRefusal(lost), wasUnanswered(lost), mayPass(lost)]).toEqual([false, true, true]);
  expect(mayPass(new TypeError('x'))).toBe(false);
  expect([isServerRefusal(new TypeError('x')), wasUnanswered(new TypeError('x'))]).toEqual([false, false]);
});
