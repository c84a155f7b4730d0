import { expect, test } from 'vitest';
import type { UssdApp } from '#core/directory.ts';
import cases from './check-app.cases.json' with { type: 'json' };
import { checkUssdApp, hideAppSecrets, isAppName } from './check-app.ts';

type Case = { kind: UssdApp['kind']; settings: Record<string, unknown>; says: string[] };

test.each(cases as Case[])('$kind $settings', ({ kind, settings, says }) => {
  expect(checkUssdApp(kind, settings)).toEqual(says);
});

test('a script may have 100 KiB', () => {
  const comment = '//'.padEnd(100 * 1024, 'é'.repeat(10));
  expect(checkUssdApp('script', { code: comment })).toEqual([
    `code has ${Buffer.byteLength(comment)} bytes; a script may have 100 KiB.`,
  ]);
  expect(checkUssdApp('script', { code: '//'.padEnd(100 * 1024, 'e') })).toEqual([]);
});

test('a script that is too deep to read is refused like any other', () => {
  expect(checkUssdApp('script', { code: '('.repeat(100_000) })[0]).toMatch(/^code cannot be read/);
});

test('names of variables have 100 characters at most', () => {
  const named = (characters: number) =>
    checkUssdApp('script', { code: 'main = 1', vars: { ['v'.repeat(characters)]: 'marker' } });
  expect(named(100)).toEqual([]);
  expect(named(101)).toEqual(['vars holds a name of 101 characters; one may have 100.']);
});

test('values of headers and variables are hidden, whatever they are', () => {
  expect(hideAppSecrets({ url: 'u', headers: { a: 'b' } })).toEqual({ url: 'u', headers: { a: '[hidden]' } });
  expect(hideAppSecrets({ headers: 'marker' })).toEqual({ headers: {} });
  expect(hideAppSecrets({ code: 'c', vars: { a: { b: 'marker' } } })).toEqual({
    code: 'c',
    vars: { a: '[hidden]' },
  });
});

test.each([
  ['Clinic finder', true],
  ['é', true],
  ['', false],
  [' a', false],
  ['a\nb', false],
  ['a\ud83d', false],
  ['a'.repeat(101), false],
])('%j is a name: %s', (name, expected) => expect(isAppName(name)).toBe(expected));
