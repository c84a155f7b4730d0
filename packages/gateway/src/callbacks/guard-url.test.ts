import { once } from 'node:events';
import net from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import cases from './guard-url.cases.json' with { type: 'json' };
import { AddressRefused, type Guard, type GuardSettings, guardFor, type Resolve } from './guard-url.ts';

const closed: GuardSettings = { allow: [], deny: [], requireHttps: false, nat64: [] };

let listener: net.Server;
let port: number;
let accepted: number;

beforeEach(async () => {
  accepted = 0;
  listener = net.createServer((socket) => {
    accepted += 1;
    socket.on('error', () => socket.destroy());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  port = (listener.address() as net.AddressInfo).port;
});

afterEach(() => {
  listener.close();
});

/** Opens a connection as undici would. */
function dial(guard: Guard, hostname: string, protocol = 'http:'): Promise<Error | net.Socket> {
  return new Promise((resolve) => {
    guard.connect({ hostname, protocol, port: String(port) }, (...opened) => {
      resolve(opened[0] ?? (opened[1] as net.Socket));
    });
  });
}

/** Answers with one list of addresses after the other. */
function resolver(...answers: string[][]): Resolve {
  return (_, callback) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    setImmediate(() =>
      callback(
        null,
        addresses.map((address) => ({ address, family: net.isIP(address) })),
      ),
    );
  };
}

test.each(cases.refusedUrls)('refuses %s', (url, reason) => {
  expect(() => guardFor(closed).checkUrl(url)).toThrow(AddressRefused);
  expect(() => guardFor(closed).checkUrl(url)).toThrow(reason);
});

test.each(cases.acceptedUrls)('takes %s', (url) => {
  expect(guardFor(closed).checkUrl(url).href).toBe(url);
});

test.each(cases.refusedRanges)('cannot read the range "%s"', (range) => {
  expect(() => guardFor({ ...closed, allow: [range] })).toThrow(/not a range/);
});

test('says once which address it is, and what may allow it', () => {
  const url = 'http://10.1.2.3:9000/';
  const reason = (allow: string[]) => {
    try {
      guardFor({ ...closed, allow }).checkUrl(url);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(reason([])).toBe('10.1.2.3 is not a public address, and callbacks.allowPrivate does not allow it');
  expect(reason(['10.0.0.0/8:80'])).toBe(
    'port 9000 of 10.1.2.3 is not among what callbacks.allowPrivate allows',
  );
  expect(reason(['10.0.0.0/8'])).toBeNull();
});

test('https may be required', () => {
  const guard = guardFor({ ...closed, requireHttps: true });
  expect(() => guard.checkUrl('http://example.com/')).toThrow('must begin with https, not http');
  expect(guard.checkUrl('https://example.com/').protocol).toBe('https:');
});

test('X12 no spelling of a private address is dialled, even without the look at the URL', async () => {
  const hosts = cases.refusedUrls
    .filter(([, reason]) => reason?.includes('address'))
    .map(([url = '']) => new URL(url).hostname.replace(/^\[|\]$/g, ''));
  const raw = ['127.1', '2130706433', '0x7f.1', '0177.0.0.1', '0', '127.0.0.1.', 'localhost', 'localhost.'];
  for (const host of [...hosts, ...raw]) {
    expect(await dial(guardFor(closed), host)).toMatchObject({
      code: expect.stringMatching(/^(ADDRESS_REFUSED|ENOTFOUND|EAI_AGAIN)$/),
    });
  }
  expect(await dial(guardFor(closed), '127.0.0.1')).toBeInstanceOf(AddressRefused);
  expect(await dial(guardFor(closed), '127.1')).toBeInstanceOf(AddressRefused);
  expect(accepted).toBe(0);
});

test('an allowed range opens, with and without a port', async () => {
  for (const allow of ['127.0.0.0/8', `127.0.0.0/8:${port}`, '127.0.0.1']) {
    const guard = guardFor({ ...closed, allow: [allow] });
    expect(guard.checkUrl(`http://127.0.0.1:${port}/x`).port).toBe(String(port));
    const socket = await dial(guard, '127.0.0.1');
    expect(socket).toBeInstanceOf(net.Socket);
    (socket as net.Socket).destroy();
  }
  const elsewhere = guardFor({ ...closed, allow: [`127.0.0.0/8:${port === 8080 ? 8081 : 8080}`] });
  expect(await dial(elsewhere, '127.0.0.1')).toBeInstanceOf(AddressRefused);
});

test('a port that is not for strangers needs its own entry', () => {
  const without = guardFor({ ...closed, allow: ['127.0.0.0/8'] });
  expect(() => without.checkUrl('http://127.0.0.1:5432/')).toThrow(AddressRefused);
  const named = guardFor({ ...closed, allow: ['127.0.0.0/8:5432', '[fd00::/8]:25'] });
  expect(named.checkUrl('http://127.0.0.1:5432/').port).toBe('5432');
  expect(named.checkUrl('http://[fd00::1]:25/').port).toBe('25');
});

test('neither metadata nor what is denied can be allowed', () => {
  const guard = guardFor({
    ...closed,
    allow: ['0.0.0.0/0', '::/0'],
    deny: ['192.168.7.0/24', '8.8.4.4:8080'],
  });
  expect(() => guard.checkUrl('http://169.254.169.254/')).toThrow('metadata');
  expect(() => guard.checkUrl('http://192.168.7.1/')).toThrow('may not be called from here');
  expect(() => guard.checkUrl('http://8.8.4.4:8080/')).toThrow('may not be called from here');
  expect(guard.checkUrl('http://8.8.4.4/').hostname).toBe('8.8.4.4');
});

test('X13 a name that turns private between attempts is refused and never dialled', async () => {
  const guard = guardFor({ ...closed, allow: [`127.0.0.1:${port}`] }, resolver(['127.0.0.1'], ['127.0.0.2']));
  const first = await dial(guard, 'rebinding.example');
  expect(first).toBeInstanceOf(net.Socket);
  (first as net.Socket).destroy();
  const second = await dial(guard, 'rebinding.example');
  expect(second).toBeInstanceOf(AddressRefused);
  expect((second as Error).message).toContain('127.0.0.2');
  expect(accepted).toBe(1);
});

test('X14 one private address among public ones refuses the name', async () => {
  for (const answer of [
    ['8.8.8.8', '127.0.0.1'],
    ['127.0.0.1', '8.8.8.8'],
    ['2606:4700::1111', '::ffff:127.0.0.1'],
    ['fe80::1%lo'],
  ]) {
    expect(await dial(guardFor(closed, resolver(answer)), 'mixed.example')).toBeInstanceOf(AddressRefused);
  }
  expect(accepted).toBe(0);
});

test('a name without addresses, or that is unknown, is an error', async () => {
  expect(await dial(guardFor(closed, resolver([])), 'empty.example')).toBeInstanceOf(AddressRefused);
  const unknown: Resolve = (_, callback) =>
    callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), []);
  expect(await dial(guardFor(closed, unknown), 'unknown.example')).toMatchObject({ code: 'ENOTFOUND' });
});

test('on a NAT64 network the embedded IPv4 address is judged', () => {
  const guard = guardFor({ ...closed, nat64: ['64:ff9b::/96'] });
  expect(guard.checkUrl('http://[64:ff9b::8.8.8.8]/').hostname).toBe('[64:ff9b::808:808]');
  expect(() => guard.checkUrl('http://[64:ff9b::127.0.0.1]/')).toThrow('127.0.0.1 is not a public address');
  expect(() => guard.checkUrl('http://[64:ff9b::169.254.169.254]/')).toThrow('metadata');
  expect(() => guard.checkUrl('http://[64:ff9b::]/')).toThrow('0.0.0.0 is not a public address');
});
