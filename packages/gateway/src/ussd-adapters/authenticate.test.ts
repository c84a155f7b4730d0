import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuthSettings } from './auth-settings.ts';
import { authenticator } from './authenticate.ts';
import { type GivenRequest, requestOf } from './test-request.ts';

type Case = {
  readonly label: string;
  readonly auth: AuthSettings;
  readonly request?: GivenRequest;
  readonly ip?: string;
  readonly missing: keyof AuthSettings | null;
};

const basic = { user: 'operator', password: 'p:ä' };
const authorization = `Basic ${Buffer.from('operator:p:ä').toString('base64')}`;
const inQuery = { in: 'query', name: 'password', value: 's3cret' } as const;
const inHeader = { in: 'header', name: 'Authorization', value: 'Bearer s3cret' } as const;
const inForm = { in: 'form', name: 'key', value: 's3cret' } as const;
const inJson = { in: 'json', name: 'key', value: 's3cret' } as const;
const signature = { header: 'X-Signature', secret: 'k', algorithm: 'sha256', encoding: 'hex' } as const;
const sign = (text: string, algorithm = 'sha256', encoding: 'hex' | 'base64' = 'hex') =>
  createHmac(algorithm, 'k').update(text).digest(encoding);

const cases: readonly Case[] = [
  { label: 'nothing asked', auth: {}, missing: null },
  { label: 'a listed address', auth: { ipList: ['10.0.0.0/8'] }, ip: '10.1.2.3', missing: null },
  {
    label: 'a listed address on a dual-stack socket',
    auth: { ipList: ['10.1.2.3'] },
    ip: '::ffff:10.1.2.3',
    missing: null,
  },
  { label: 'another address', auth: { ipList: ['10.0.0.0/8'] }, ip: '11.1.2.3', missing: 'ipList' },
  { label: 'an address that is none', auth: { ipList: ['0.0.0.0/0'] }, ip: '', missing: 'ipList' },
  { label: 'the password', auth: { basic }, request: { headers: { authorization } }, missing: null },
  { label: 'no password', auth: { basic }, missing: 'basic' },
  {
    label: 'another password',
    auth: { basic },
    request: { headers: { authorization: `Basic ${btoa('operator:p')}` } },
    missing: 'basic',
  },
  {
    label: 'another scheme',
    auth: { basic },
    request: { headers: { authorization: 'Bearer x' } },
    missing: 'basic',
  },
  {
    label: 'the secret in the query',
    auth: { secret: inQuery },
    request: { query: 'password=s3cret' },
    missing: null,
  },
  {
    label: 'another in the query',
    auth: { secret: inQuery },
    request: { query: 'password=S3cret' },
    missing: 'secret',
  },
  {
    label: 'none in the query',
    auth: { secret: inQuery },
    request: { body: 'password=s3cret' },
    missing: 'secret',
  },
  {
    label: 'the secret in a header',
    auth: { secret: inHeader },
    request: { headers: { authorization: 'Bearer s3cret' } },
    missing: null,
  },
  { label: 'none in a header', auth: { secret: inHeader }, missing: 'secret' },
  {
    label: 'the secret in the form',
    auth: { secret: inForm },
    request: { body: 'a=1&key=s3cret' },
    missing: null,
  },
  {
    label: 'another in the form',
    auth: { secret: inForm },
    request: { body: 'a=1&key=' },
    missing: 'secret',
  },
  {
    label: 'the secret in the JSON',
    auth: { secret: inJson },
    request: { body: { key: 's3cret' } },
    missing: null,
  },
  {
    label: 'another in the JSON',
    auth: { secret: inJson },
    request: { body: { key: ['s3cret'] } },
    missing: 'secret',
  },
  {
    label: 'JSON that is none',
    auth: { secret: inJson },
    request: { body: '{"key":"s3cret"' },
    missing: 'secret',
  },
  {
    label: 'a signed body',
    auth: { signature },
    request: { body: 'text=1', headers: { 'x-signature': sign('text=1') } },
    missing: null,
  },
  {
    label: 'capitals in the hexadecimal',
    auth: { signature },
    request: { body: 'text=1', headers: { 'x-signature': sign('text=1').toUpperCase() } },
    missing: null,
  },
  {
    label: 'a signed query',
    auth: { signature },
    request: { method: 'GET', query: 'b=%2A1&a=x+y', headers: { 'x-signature': sign('b=%2A1&a=x+y') } },
    missing: null,
  },
  {
    label: 'the signature of another body',
    auth: { signature },
    request: { body: 'text=2', headers: { 'x-signature': sign('text=1') } },
    missing: 'signature',
  },
  {
    label: 'another hash in base64, with a prefix',
    auth: { signature: { ...signature, algorithm: 'sha512', encoding: 'base64', prefix: 'v1=' } },
    request: { body: 'text=1', headers: { 'x-signature': `v1=${sign('text=1', 'sha512', 'base64')}` } },
    missing: null,
  },
  {
    label: 'no prefix where there must be one',
    auth: { signature: { ...signature, prefix: 'sha256=' } },
    request: { body: 'text=1', headers: { 'x-signature': sign('text=1') } },
    missing: 'signature',
  },
  { label: 'no signature', auth: { signature }, request: { body: 'text=1' }, missing: 'signature' },
  {
    label: 'one of two',
    auth: { ipList: ['10.0.0.0/8'], secret: inQuery },
    request: { query: 'password=guess' },
    ip: '10.1.2.3',
    missing: 'secret',
  },
  {
    label: 'the other of two',
    auth: { ipList: ['10.0.0.0/8'], secret: inQuery },
    request: { query: 'password=s3cret' },
    ip: '192.0.2.1',
    missing: 'ipList',
  },
];

describe('authenticator', () => {
  test.each(cases)('$label', ({ auth, request = {}, ip = '192.0.2.1', missing }) => {
    expect(authenticator(auth)(requestOf(request), ip)).toBe(missing);
  });

  test.each<[keyof AuthSettings, AuthSettings]>([
    ['basic', { basic }],
    ['secret', { secret: inQuery }],
    ['signature', { signature }],
  ])('%s is not opened by guessing', (name, auth) => {
    const guard = authenticator(auth);
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (guess) => {
        const headers = { authorization: `Basic ${btoa(guess)}`, 'x-signature': guess };
        const query = new URLSearchParams({ password: guess }).toString();
        expect(guard(requestOf({ query, headers }), '192.0.2.1')).toBe(name);
      }),
      { examples: [[''], ['operator:'], ['undefined'], ['null']] },
    );
  });
});
