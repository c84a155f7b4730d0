import pg from 'pg';
import { expect, test } from 'vitest';
import { wasUnanswered } from './answer-deadline.ts';

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('%s is no answer of the database', (code) => {
  expect(wasUnanswered(Object.assign(new Error('getaddrinfo'), { code }))).toBe(true);
});

test.each([
  ['57P01', true],
  ['53300', true],
  ['23505', false],
  ['57014', false],
])('the word %s of the server', (code, expected) => {
  const error = Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code });
  expect(wasUnanswered(error)).toBe(expected);
});
