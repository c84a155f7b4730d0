import { expect, test } from 'vitest';
import { isSecret } from './secret-settings.ts';

const schema = {
  properties: {
    name: {},
    token: { writeOnly: true },
    auth: { properties: { user: {}, secret: { writeOnly: true } } },
    headers: { writeOnly: true },
    list: { items: { properties: { pin: { writeOnly: true } } } },
  },
};

test.each<[path: string, expected: boolean]>([
  ['name', false],
  ['unknown', false],
  ['unknown.password', true],
  ['tlsOptions.key', true],
  ['token', true],
  ['auth', true],
  ['auth.user', false],
  ['auth.secret', true],
  ['headers', true],
  ['headers.X-Any', true],
  ['list.0.pin', true],
])('%s: %s', (path, expected) => expect(isSecret(schema, path.split('.'))).toBe(expected));
