import { expect, test } from 'vitest';
import { linkOptions, linksOf } from './link-options.ts';
import { testSettings } from './test-settings.ts';

test.each([
  [{}, ['trx 1 transceiver']],
  [{ sessions: 2 }, ['trx 1 transceiver', 'trx 2 transceiver']],
  [
    { bindMode: 'tx+rx', sessions: 2 },
    ['tx 1 transmitter', 'rx 1 receiver', 'tx 2 transmitter', 'rx 2 receiver'],
  ],
  [{ bindMode: 'transmitter' }, ['tx 1 transmitter']],
  [{ bindMode: 'receiver' }, ['rx 1 receiver']],
])('%j asks for %j', (settings, binds) => {
  expect(linksOf(testSettings(settings)).map(({ name, role }) => `${name} ${role}`)).toEqual(binds);
});

test('a profile reaches the client whole, seconds as milliseconds', () => {
  const settings = testSettings({
    tls: true,
    tlsOptions: { servername: 'smsc.example', pinSha256: 'ab'.repeat(32) },
    systemType: 'SMPP',
    bindTon: 5,
    bindNpi: 1,
    addressRange: '20*',
    window: 50,
    responseTimeout: 30,
    enquireInterval: 55,
    enquireTimeout: 0.5,
    reconnect: { initial: 2, max: 20, afterRemoteClose: 30, afterAlreadyBound: 40 },
  });
  expect(linkOptions(settings, 'receiver')).toEqual({
    host: '127.0.0.1',
    port: 2775,
    tls: { servername: 'smsc.example', pinSha256: 'ab'.repeat(32), rejectUnauthorized: true },
    bind: {
      mode: 'receiver',
      systemId: 'esme01',
      password: 'secret',
      systemType: 'SMPP',
      addrTon: 5,
      addrNpi: 1,
      addressRange: '20*',
    },
    session: { window: 50, responseTimeoutMs: 30_000, enquireIntervalMs: 55_000, enquireTimeoutMs: 500 },
    reconnect: {
      initialMs: 2000,
      maxMs: 20_000,
      minAfterRemoteCloseMs: 30_000,
      minAfterAlreadyBoundMs: 40_000,
    },
  });
});

test('without tls the link is plain', () => {
  expect(
    linkOptions(testSettings({ tlsOptions: { servername: 'smsc.example' } }), 'transceiver'),
  ).not.toHaveProperty('tls');
});
