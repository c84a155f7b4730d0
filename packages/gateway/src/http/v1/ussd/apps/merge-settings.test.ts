import { expect, test } from 'vitest';
import { mergeSettings } from './merge-settings.ts';

const former = { url: 'https://a.example', headers: { 'X-A': 'secret', 'X-B': 'other' }, concurrency: 5 };

test.each([
  ['nothing', {}, former],
  ['a new value', { concurrency: 6 }, { ...former, concurrency: 6 }],
  ['null takes away', { concurrency: null }, { url: former.url, headers: former.headers }],
  [
    'objects are merged',
    { headers: { 'X-B': null, 'X-C': 'new' } },
    { ...former, headers: { 'X-A': 'secret', 'X-C': 'new' } },
  ],
  ['what was hidden stays', { headers: { 'X-A': '[hidden]' } }, former],
  [
    'what was never there is taken as it is',
    { headers: { 'X-D': '[hidden]' } },
    { ...former, headers: { ...former.headers, 'X-D': '[hidden]' } },
  ],
  ['lists are replaced', { url: ['a'] }, { ...former, url: ['a'] }],
])('%s', (_label, change, expected) => expect(mergeSettings(former, change)).toEqual(expected));

test('a prototype is neither read nor written', () => {
  const merged = mergeSettings({}, JSON.parse('{"__proto__":{"polluted":1},"constructor":"[hidden]"}'));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.keys(merged)).toEqual(['__proto__', 'constructor']);
});
