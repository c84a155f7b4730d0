import { expect, test } from 'vitest';
import { hideUssdSecrets } from './hide-secrets.ts';

const token = 'Zk3v9QmX_a7-LpW2dR5tYu8e';

test('hides the token and every secret of auth, and nothing else', () => {
  const settings = {
    adapter: 'hubtel',
    token,
    auth: {
      ipList: ['10.0.0.0/8'],
      basic: { user: 'hubtel', password: 'p' },
      secret: { in: 'json', name: 'key', value: 's' },
      signature: { header: 'X-Signature', secret: 'k', algorithm: 'sha256' },
    },
    dialect: { labels: true },
    ussdProfile: { maxSeptets: 160 },
  };
  expect(hideUssdSecrets(settings)).toEqual({
    ...settings,
    token: '[hidden]',
    auth: {
      ipList: ['10.0.0.0/8'],
      basic: { user: 'hubtel', password: '[hidden]' },
      secret: { in: 'json', name: 'key', value: '[hidden]' },
      signature: { header: 'X-Signature', secret: '[hidden]', algorithm: 'sha256' },
    },
  });
});

test('hides what is not where it should be', () => {
  expect(hideUssdSecrets({ adapter: 'nalo', tokn: token, auth: token })).toEqual({
    adapter: 'nalo',
    tokn: '[hidden]',
    auth: '[hidden]',
  });
  expect(hideUssdSecrets({ token })).toEqual({ token: '[hidden]' });
});
