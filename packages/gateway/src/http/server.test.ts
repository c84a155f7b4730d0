import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld } from '../../test/http-world.ts';

let world: HttpWorld;

beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());

test('500 clients that dribble their requests are closed, and a good one is served meanwhile', async () => {
  const { key } = await world.addAccount();
  const app = world.server({ settings: { requestTimeoutMs: 1_000 } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const slow: Socket[] = [];
  for (let i = 0; i < 500; i += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('POST /api/messaging/sendsms HTTP/1.1\r\nhost: x\r\n');
    slow.push(socket);
  }
  const closed = Promise.all(slow.map((socket) => (socket.closed ? null : once(socket.resume(), 'close'))));
  for (let i = 0; i < 20; i += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/messaging/sendsms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ from: 'TIARA', to: '254712345678', message: 'Hi' }),
    });
    expect([answer.status, ((await answer.json()) as { status: string }).status]).toEqual([200, 'SUCCESS']);
  }
  await closed;
  expect(slow.every((socket) => socket.destroyed)).toBe(true);
});

test('what is no HTTP, or has headers without end, is answered and closed', async () => {
  const app = world.server({});
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const firstLine = async (bytes: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    return (await text(socket)).split('\r\n')[0];
  };
  expect(await firstLine('hello\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
  expect(await firstLine(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`)).toBe(
    'HTTP/1.1 431 Request Header Fields Too Large',
  );
});

test.each([
  ['of a declared length', 16 * 1024 * 1024],
  ['of unknown length', null],
])(
  'a client still writing a body that is too long, %s, reads why it is refused, and is not waited for',
  async (_label, length) => {
    const { key } = await world.addAccount();
    const app = world.server({ settings: { requestTimeoutMs: 1_000 } });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const answer = once(socket, 'data');
    const closed = once(socket, 'close');
    const framing = length === null ? 'transfer-encoding: chunked' : `content-length: ${length}`;
    socket.write(`POST /api/messaging/sendsms HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n`);
    socket.write(`content-type: application/json\r\n${framing}\r\n\r\n`);
    const piece = 'a'.repeat(64 * 1024);
    for (let i = 0; i < 128; i += 1) {
      const bytes = length === null ? `10000\r\n${piece}\r\n` : piece;
      await new Promise<void>((done, fail) => socket.write(bytes, (error) => (error ? fail(error) : done())));
    }
    expect(String((await answer)[0])).toMatch(/^HTTP\/1.1 413 Payload Too Large\r\n/);
    await closed;
  },
);

test('every answer is counted under the pattern of its route', async () => {
  const { key } = await world.addAccount();
  const seen: string[] = [];
  const app = world.server({ deps: { observe: (route, status) => seen.push(`${route} ${status}`) } });
  const ask = (url: string, method: 'GET' | 'POST' = 'GET') =>
    app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
  await ask('/api/messaging/checkbalance');
  await ask('/api/messaging/sendsms', 'POST');
  await ask('/api/messaging/sendsms');
  await ask('/api/v1/messages/1234');
  await ask('/whatever');
  await ask('/healthz');
  expect(seen).toEqual([
    '/api/messaging/checkbalance 200',
    '/api/messaging/sendsms 400',
    'unknown 405',
    '/api/v1/messages/:id 404',
    'unknown 404',
    '/healthz 200',
  ]);
});

test('a key tied to addresses believes a forwarding header of a trusted proxy only', async () => {
  const { key } = await world.addAccount({ ipList: ['192.0.2.0/24'] });
  const ask = (trustProxy: readonly string[], forwarded: string) =>
    world.server({ settings: { trustProxy } }).inject({
      url: '/api/messaging/checkbalance',
      headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': forwarded },
    });
  expect((await ask([], '192.0.2.7')).statusCode).toBe(403);
  expect((await ask(['198.51.100.1'], '192.0.2.7')).statusCode).toBe(403);
  expect((await ask(['127.0.0.1'], '192.0.2.7')).statusCode).toBe(200);
  expect((await ask(['127.0.0.1'], '203.0.113.5')).statusCode).toBe(403);
  expect((await ask(['127.0.0.1'], '192.0.2.7, 203.0.113.5')).statusCode).toBe(403);
});
