import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Account, ApiKey, Directory } from '#core/directory.ts';
import { ipMatcher } from '#core/ip-ranges.ts';
import { randomBase62, toBase62 } from './base62.ts';

const SECRET_LENGTH = 32;
const CHECK_LENGTH = 6;
const OWN_PREFIX = /^uj_(?:live|test)_/;
const OWN_FORM = /^uj_(?:live|test)_[0-9A-Za-z]{38}$/;
const BEARER = /^bearer +([\x21-\x7e]+) *$/i;
const LONGEST_TOKEN = 4096;

type KnownCredential = {
  readonly account: Account;
  readonly key: ApiKey;
  readonly admits: ((remoteAddress: string) => boolean) | null;
};

/**
 * Header values that led to a key, so that a busy client is hashed once. They live in memory as long as their directory;
 * only values of real keys get in, so strangers cannot fill the table.
 */
const knownPerDirectory = new WeakMap<Directory, Map<string, KnownCredential>>();
const MOST_KNOWN = 10_000;

/**
 * Makes a key: `uj_live_` or `uj_test_`, 32 random base62 characters (190 bits), 6 of CRC-32, so that a bad copy is
 * noticed without a look-up and a leaked one can be found by scanners.
 *
 * @returns `key` is shown once and never stored; `hash` and `hint` are what the store keeps
 */
export function newApiKey(kind: 'live' | 'test'): { key: string; hash: Buffer; hint: string } {
  const body = `uj_${kind}_${randomBase62(SECRET_LENGTH)}`;
  const key = body + toBase62(crc32(body), CHECK_LENGTH);
  return { key, hash: hashKey(key), hint: hintOf(key) };
}

/** SHA-256 of a token: what the store keeps and looks up. Enough for secrets that machines made; never for passwords. */
export function hashKey(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** What people recognise a key by: its prefix, where it is one of ours, and the last four characters. */
export function hintOf(token: string): string {
  return `${OWN_PREFIX.exec(token)?.[0] ?? ''}…${token.slice(-4)}`;
}

/** Whether a token looks like one of our keys and was copied whole. Keys brought along from elsewhere do not. */
export function isWellFormedOwnKey(token: string): boolean {
  if (!OWN_FORM.test(token)) return false;
  const body = token.slice(0, -CHECK_LENGTH);
  return token.slice(-CHECK_LENGTH) === toBase62(crc32(body), CHECK_LENGTH);
}

/**
 * Finds out who asks. Null for every failure alike: no or another header, unknown or expired key, address not on the
 * key's list, disabled account.
 *
 * @param authorization the value of the Authorization header: `Bearer <token>`, scheme in any case, token up to 4 KiB
 * @param nowMs milliseconds since the epoch
 */
export function authenticate(
  directory: Directory,
  authorization: string | undefined,
  remoteAddress: string,
  nowMs: number,
): { account: Account; key: ApiKey } | null {
  if (authorization === undefined) return null;
  const known = knownCredential(directory, authorization);
  if (known === null) return null;
  const { account, key, admits } = known;
  if (!account.active) return null;
  if (key.expiresAt !== null && nowMs >= key.expiresAt) return null;
  if (admits !== null && !admits(remoteAddress)) return null;
  return known;
}

function knownCredential(directory: Directory, authorization: string): KnownCredential | null {
  let known = knownPerDirectory.get(directory);
  if (known === undefined) {
    known = new Map();
    knownPerDirectory.set(directory, known);
  }
  const seen = known.get(authorization);
  if (seen !== undefined) return seen;
  const token = readBearer(authorization);
  if (token === null) return null;
  if (OWN_PREFIX.test(token) && !isWellFormedOwnKey(token)) return null;
  const key = directory.keys.get(hashKey(token).toString('hex'));
  const account = key && directory.accounts.get(key.accountId);
  if (key === undefined || account === undefined) return null;
  const credential = { account, key, admits: key.ipList.length === 0 ? null : ipMatcher(key.ipList) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(authorization, credential);
  return credential;
}

function readBearer(authorization: string): string | null {
  const token = BEARER.exec(authorization)?.[1];
  return token === undefined || token.length > LONGEST_TOKEN ? null : token;
}
