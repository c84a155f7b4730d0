import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '#core/clock.ts';
import { guardFor } from './guard-url.ts';
import { type HttpAnswer, HttpClient, type HttpOrder, type HttpResult } from './http-client.ts';

const guard = guardFor({ allow: ['127.0.0.0/8'], deny: [], requireHttps: false, nat64: [] });
const headers = ['content-type', 'application/json'];
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: net.Server): Promise<URL> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/in?a=1`);
}

/** A server of whole requests that can be closed at once. */
async function serve(handle: http.RequestListener): Promise<URL> {
  const server = http.createServer(handle);
  cleanups.push(() => server.closeAllConnections());
  return listen(server);
}

/** A server that sees bytes. */
async function serveRaw(handle: (socket: net.Socket) => void): Promise<URL> {
  const open = new Set<net.Socket>();
  cleanups.push(() => {
    for (const socket of open) socket.destroy();
  });
  return listen(
    net.createServer((socket) => {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      handle(socket);
    }),
  );
}

function client(totalMs = 5000): HttpClient {
  const made = new HttpClient({ guard, connections: 4, clock: systemClock, totalMs });
  cleanups.push(() => made.close());
  return made;
}

function post(by: HttpClient, url: URL, body = '{"a":"é"}'): Promise<HttpResult> {
  return new Promise((resolve) => by.post(url, headers, body, resolve));
}

function ask(by: HttpClient, url: URL, order: Partial<HttpOrder> = {}): Promise<HttpAnswer> {
  return new Promise((resolve) =>
    by.request({ method: 'GET', url, headers: [], totalMs: 5000, keepBytes: 16_384, ...order }, resolve),
  );
}

test('posts the body byte for byte and gives status and answer', async () => {
  const seen: unknown[] = [];
  const url = await serve(async (request, response) => {
    const chunks = await request.toArray();
    seen.push(request.method, request.url, request.headers['content-type'], Buffer.concat(chunks).toString());
    response.statusCode = 201;
    response.end('thanks\0');
  });
  expect(await post(client(), url)).toEqual({ status: 201, answer: 'thanks\ufffd' });
  expect(seen).toEqual(['POST', '/in?a=1', 'application/json', '{"a":"é"}']);
});

test('a request arrives as one piece and the connection is used again', async () => {
  const pieces: number[] = [];
  let sockets = 0;
  const url = await serveRaw((socket) => {
    sockets += 1;
    socket.on('data', (chunk) => {
      pieces.push(chunk.length);
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
  });
  const by = client();
  for (let index = 0; index < 5; index++) expect(await post(by, url)).toEqual({ status: 204, answer: '' });
  expect(pieces).toHaveLength(5);
  expect(sockets).toBe(1);
});

test('X15 a redirect is not followed', async () => {
  let elsewhere = 0;
  const target = await serve((_, response) => {
    elsewhere += 1;
    response.end();
  });
  const url = await serve((_, response) => {
    response.writeHead(302, { location: target.href });
    response.end('moved');
  });
  expect(await post(client(), url)).toEqual({ status: 302, answer: 'moved' });
  expect(elsewhere).toBe(0);
});

test('X16 a proxy of the environment is not used', async () => {
  let proxied = 0;
  const proxy = await serve((_, response) => {
    proxied += 1;
    response.end();
  });
  const before = { ...process.env };
  process.env.HTTP_PROXY = proxy.origin;
  process.env.http_proxy = proxy.origin;
  process.env.ALL_PROXY = proxy.origin;
  cleanups.push(() => {
    process.env = before;
  });
  const strict = new HttpClient({
    guard: guardFor({ allow: [], deny: [], requireHttps: false, nat64: [] }),
    connections: 1,
    clock: systemClock,
    totalMs: 5000,
  });
  cleanups.push(() => strict.close());
  const result = await post(strict, new URL('http://localhost:8080/'));
  expect(result).toEqual({ status: null, error: expect.stringContaining('is not a public address') });
  expect(proxied).toBe(0);
});

test('X17 an answer that drips ends at the total limit', async () => {
  const url = await serveRaw((socket) => {
    const drip = setInterval(() => socket.write('H'), 20);
    socket.on('close', () => clearInterval(drip));
  });
  expect(await post(client(200), url)).toMatchObject({ status: null });

  let isClosed = false;
  const late = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => {
      clearInterval(drip);
      isClosed = true;
    });
  });
  const result = await post(client(200), late);
  expect(result).toMatchObject({ status: 200, answer: expect.stringMatching(/^x*$/) });
  await expect.poll(() => isClosed).toBe(true);
});

test('X17 silence ends at the total limit, and so does waiting for a free connection', async () => {
  const url = await serveRaw(() => undefined);
  const by = client(200);
  const results = await Promise.all(Array.from({ length: 9 }, () => post(by, url)));
  expect(results).toEqual(results.map(() => ({ status: null, error: 'no complete answer within 0.2 s' })));
});

test('X19 a long answer is cut, and 2 KiB of it are kept', async () => {
  const megabytes = Buffer.alloc(10 * 1024 * 1024, 'y');
  let written = 0;
  const url = await serveRaw((socket) => {
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n');
      socket.write(megabytes);
    });
    socket.on('close', () => {
      written = socket.bytesWritten;
    });
  });
  const result = await post(client(), url);
  expect(result).toEqual({ status: 200, answer: 'y'.repeat(2048) });
  await expect.poll(() => written).toBeGreaterThan(0);
});

test('X19 a compressed answer is not inflated', async () => {
  const bomb = gzipSync(Buffer.alloc(12 * 1024 * 1024));
  const url = await serve((_, response) => {
    response.writeHead(500, { 'content-encoding': 'gzip' });
    response.end(bomb);
  });
  const before = process.memoryUsage().rss;
  const result = await post(client(), url);
  expect(result).toMatchObject({ status: 500 });
  expect(result.status === null ? '' : result.answer).toHaveLength(
    bomb.subarray(0, 2048).toString('utf8').length,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1024 * 1024);
});

test('headers beyond 16 KiB are refused', async () => {
  const url = await serveRaw((socket) => {
    socket.on('data', () =>
      socket.write(`HTTP/1.1 200 OK\r\nx: ${'h'.repeat(20_000)}\r\ncontent-length: 0\r\n\r\n`),
    );
  });
  expect(await post(client(), url)).toEqual({ status: null, error: 'the header of the answer is too long' });
});

test.each([
  [
    'a connection closed without an answer',
    (socket: net.Socket) => socket.end(),
    'connection closed before an answer came',
  ],
  [
    'a connection reset',
    (socket: net.Socket) => socket.resetAndDestroy(),
    'connection closed before an answer came',
  ],
])('%s is explained', async (_, handle, error) => {
  const url = await serveRaw((socket) => socket.on('data', () => handle(socket)));
  expect(await post(client(), url)).toEqual({ status: null, error });
});

test('nobody listening is explained', async () => {
  const server = net.createServer();
  const url = await listen(server);
  server.close();
  await once(server, 'close');
  expect(await post(client(), url)).toEqual({ status: null, error: 'connection refused' });
});

test('what is no HTTP is an error, not a crash', async () => {
  const url = await serveRaw((socket) => socket.on('data', () => socket.write('SSH-2.0-x\r\n\r\n')));
  expect(await post(client(), url)).toMatchObject({ status: null });
});

test('an interim answer is not the answer', async () => {
  const url = await serveRaw((socket) =>
    socket.on('data', () =>
      socket.write('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n'),
    ),
  );
  expect(await post(client(), url)).toEqual({ status: 503, answer: '' });
});

test('closing ends what is under way', async () => {
  const url = await serveRaw(() => undefined);
  const by = client(60_000);
  const results = Array.from({ length: 6 }, () => post(by, url));
  await by.close();
  for (const result of await Promise.all(results)) expect(result.status).toBeNull();
});

test('connections are renewed after five minutes, without harm to what is under way', async () => {
  let now = 0;
  let sockets = 0;
  const answers: (() => void)[] = [];
  const url = await serveRaw((socket) => {
    sockets += 1;
    socket.on('data', () => answers.push(() => socket.write('HTTP/1.1 204 No Content\r\n\r\n')));
  });
  const by = new HttpClient({
    guard,
    connections: 4,
    totalMs: 5000,
    clock: { now: () => now, monotonic: () => now },
  });
  cleanups.push(() => by.close());
  const first = post(by, url);
  await expect.poll(() => answers.length).toBe(1);
  now = 5 * 60 * 1000;
  const second = post(by, url);
  await expect.poll(() => answers.length).toBe(2);
  for (const answer of answers) answer();
  expect(await Promise.all([first, second])).toEqual([
    { status: 204, answer: '' },
    { status: 204, answer: '' },
  ]);
  expect(sockets).toBe(2);
});

describe('request', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    '%s asks, and gives all of the answer',
    async (method) => {
      const seen: unknown[] = [];
      const url = await serve(async (request, response) => {
        const body = Buffer.concat(await request.toArray()).toString();
        seen.push(request.method, request.url, request.headers.authorization, body);
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.end('{"a":"é"}');
      });
      const body = method === 'GET' ? {} : { body: 'é' };
      const answer = await ask(client(), url, { method, headers: ['authorization', 'Bearer x'], ...body });
      expect(answer).toEqual({
        status: 200,
        contentType: 'application/json; charset=utf-8',
        answer: '{"a":"é"}',
        isWhole: true,
        isLate: false,
      });
      expect(seen).toEqual([method, '/in?a=1', 'Bearer x', method === 'GET' ? '' : 'é']);
    },
  );

  test.each([
    { size: 100, isWhole: true },
    { size: 101, isWhole: false },
    { size: 1_000_000, isWhole: false },
  ])('an answer of $size bytes where 100 are kept: whole $isWhole', async ({ size, isWhole }) => {
    const url = await serve((_, response) => response.end('y'.repeat(size)));
    expect(await ask(client(), url, { keepBytes: 100 })).toEqual({
      status: 200,
      contentType: '',
      answer: 'y'.repeat(100),
      isWhole,
      isLate: false,
    });
  });

  test('an answer that breaks off, or does not end in its own time, is not whole', async () => {
    const broken = await serveRaw((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nCON')),
    );
    expect(await ask(client(), broken)).toMatchObject({ status: 200, isWhole: false, isLate: false });
    const endless = await serveRaw((socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nCON')),
    );
    const late = await ask(client(60_000), endless, { totalMs: 200 });
    expect(late).toMatchObject({ status: 200, answer: 'CON', isWhole: false, isLate: true });
  });

  test.each([
    ['text/plain; charset=ISO-8859-1', Buffer.from('d\u00e9j\u00e0', 'latin1'), 'd\u00e9j\u00e0'],
    ['text/plain;charset="windows-1252"', Buffer.from([0x80]), '\u20ac'],
    ['text/plain; charset=klingon', Buffer.from('d\u00e9j\u00e0'), 'd\u00e9j\u00e0'],
  ])('an answer of %s is read in its character set', async (contentType, body, text) => {
    const url = await serve((_, response) => {
      response.setHeader('content-type', contentType);
      response.end(body);
    });
    expect(await ask(client(), url)).toMatchObject({ answer: text, isWhole: true });
  });

  test('what cannot be sent, and what the guard refuses, is a result', async () => {
    const url = await serve((_, response) => response.end());
    expect(await ask(client(), url, { headers: ['x', 'a\r\nb: c'] })).toMatchObject({ status: null });
    const refused = await ask(client(), new URL('http://10.0.0.1/'));
    expect(refused).toEqual({
      status: null,
      error: expect.stringContaining('is not a public address'),
      isLate: false,
    });
  });
});
