import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Account, ApiKey, Directory } from '#core/directory.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import { authenticate, hashKey, hintOf, isWellFormedOwnKey, newApiKey } from './api-keys.ts';

const now = 1_800_000_000_000;
const account: Account = {
  id: 7,
  name: 'Example',
  currency: 'KES',
  active: true,
  defaultCountry: 'KE',
  dlrUrl: null,
  moUrl: null,
  callbackSecrets: [],
  senders: new Set(['TIARA']),
  promotionalSenders: new Set(),
  languages: new Set(),
  settings: {
    failedHttpStatus: 200,
    nullStyle: 'string',
    smartEncoding: 'off',
    lenientNumbers: false,
    refund: 'none',
    validityMinutes: 1440,
    requestsPerSecond: 0,
  },
};
const apiKey: ApiKey = { id: 3, accountId: 7, scopes: new Set(['sms:send']), ipList: [], expiresAt: null };

function directoryWith(token: string, key: Partial<ApiKey> = {}, changes: Partial<Account> = {}): Directory {
  return {
    ...emptyDirectory,
    accounts: new Map([[7, { ...account, ...changes }]]),
    keys: new Map([[hashKey(token).toString('hex'), { ...apiKey, ...key }]]),
  };
}

describe('newApiKey', () => {
  test.each(['live', 'test'] as const)('makes a well-formed %s key', (kind) => {
    const { key, hash, hint } = newApiKey(kind);
    expect(key).toMatch(new RegExp(`^uj_${kind}_[0-9A-Za-z]{38}$`));
    expect(isWellFormedOwnKey(key)).toBe(true);
    expect(hash).toEqual(createHash('sha256').update(key).digest());
    expect(hint).toBe(`uj_${kind}_…${key.slice(-4)}`);
  });

  test('never makes the same key twice, and uses every character', () => {
    const keys = Array.from({ length: 500 }, () => newApiKey('live').key);
    expect(new Set(keys).size).toBe(500);
    expect(new Set(keys.map((key) => key.slice(8, 40)).join('')).size).toBe(62);
  });

  test('a key with one character changed, lost or added is noticed', () => {
    const { key } = newApiKey('live');
    fc.assert(
      fc.property(fc.nat(key.length - 1), fc.stringMatching(/^[0-9A-Za-z]$/), (at, character) => {
        const changed = key.slice(0, at) + character + key.slice(at + 1);
        expect(isWellFormedOwnKey(changed)).toBe(changed === key);
        expect(isWellFormedOwnKey(key.slice(0, at) + key.slice(at + 1))).toBe(false);
        expect(isWellFormedOwnKey(key.slice(0, at) + character + key.slice(at))).toBe(false);
      }),
    );
  });
});

test('the hint of a key from elsewhere shows its last four characters', () => {
  expect(hintOf('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl')).toBe('…dXJl');
});

describe('authenticate', () => {
  const { key } = newApiKey('live');
  const jwt = `${'eyJhbGciOiJIUzI1NiJ9'}.${'e'.repeat(150)}.${'s_-'.repeat(15)}`;
  const longest = 'k'.repeat(4096);

  test.each([
    ['our key', key, `Bearer ${key}`],
    ['scheme in small letters', key, `bearer ${key}`],
    ['scheme in mixed case', key, `bEARer ${key}`],
    ['more than one space', key, `Bearer   ${key} `],
    ['a JWT', jwt, `Bearer ${jwt}`],
    ['base64 with padding', 'ab+/cd==', 'Bearer ab+/cd=='],
    ['4 KiB', longest, `Bearer ${longest}`],
  ])('lets in: %s', (_label, token, header) => {
    const directory = directoryWith(token);
    for (let time = 0; time < 2; time++) {
      const caller = authenticate(directory, header, '127.0.0.1', now);
      expect(caller?.account.id).toBe(7);
      expect(caller?.key.id).toBe(3);
    }
  });

  test.each([
    ['no header', key, undefined],
    ['empty header', key, ''],
    ['no token', key, 'Bearer'],
    ['empty token', key, 'Bearer '],
    ['another scheme', key, `Basic ${key}`],
    ['no scheme', key, key],
    ['no space', key, `Bearer${key}`],
    ['two headers joined', key, `Bearer ${key}, Bearer ${key}`],
    ['two tokens', key, `Bearer ${key} ${key}`],
    ['another key', key, `Bearer ${newApiKey('live').key}`],
    ['the key in small letters', key, `Bearer ${key.toLowerCase()}`],
    ['over 4 KiB', `${longest}k`, `Bearer ${longest}k`],
    ['letters beyond ASCII', 'clé', 'Bearer clé'],
  ])('keeps out: %s', (_label, token, header) => {
    expect(authenticate(directoryWith(token), header, '127.0.0.1', now)).toBeNull();
  });

  test('a damaged key of ours is refused without a look-up', () => {
    const directory = directoryWith(key);
    const get = vi.spyOn(directory.keys as Map<string, ApiKey>, 'get');
    expect(authenticate(directory, `Bearer ${key.slice(0, -1)}`, '127.0.0.1', now)).toBeNull();
    expect(authenticate(directory, 'Bearer uj_test_short', '127.0.0.1', now)).toBeNull();
    expect(get).not.toHaveBeenCalled();
  });

  test('a key ends at its time', () => {
    const directory = directoryWith(key, { expiresAt: now });
    expect(authenticate(directory, `Bearer ${key}`, '127.0.0.1', now - 1)).not.toBeNull();
    expect(authenticate(directory, `Bearer ${key}`, '127.0.0.1', now)).toBeNull();
  });

  test('a disabled account and a key without account are kept out', () => {
    expect(
      authenticate(directoryWith(key, {}, { active: false }), `Bearer ${key}`, '127.0.0.1', now),
    ).toBeNull();
    expect(authenticate(directoryWith(key, { accountId: 8 }), `Bearer ${key}`, '127.0.0.1', now)).toBeNull();
  });

  test('a revoked key is gone with its directory, though it was seen before', () => {
    const before = directoryWith(key);
    expect(authenticate(before, `Bearer ${key}`, '127.0.0.1', now)).not.toBeNull();
    expect(authenticate({ ...before, keys: new Map() }, `Bearer ${key}`, '127.0.0.1', now)).toBeNull();
  });

  test('the address is asked every time, also of a key seen before', () => {
    const directory = directoryWith(key, { ipList: ['10.1.0.0/16'] });
    expect(authenticate(directory, `Bearer ${key}`, '10.1.2.3', now)).not.toBeNull();
    expect(authenticate(directory, `Bearer ${key}`, '10.2.2.3', now)).toBeNull();
  });
});
