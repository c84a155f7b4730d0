import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { checkServer, describeAddress } from './check-server.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/** A server that answers every start with the bytes given, as PostgreSQL's protocol lays them. */
async function serverAnswering(bytes: Buffer): Promise<{ url: string; close(): void }> {
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(bytes));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return { url: `postgresql://u:secret@127.0.0.1:${address.port}/db`, close: () => server.close() };
}

function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

test('a server of a version we know is accepted', async () => {
  const database = await testDatabase();
  await expect(checkServer(database.url, quiet)).resolves.toBeUndefined();
  await database.drop();
});

test('a wrong password is told at once, with the address and without the password', async () => {
  const server = await serverAnswering(errorResponse('28P01', 'password authentication failed for user "u"'));
  const failure = await checkServer(server.url, quiet, 60_000).catch((error: Error) => error.message);
  server.close();
  expect(failure).toMatch(
    /127\.0\.0\.1:\d+\/db \(DATABASE_URL\) cannot be used: password authentication failed/,
  );
  expect(failure).not.toContain('secret');
});

test('a server that is starting is waited for', async () => {
  let asked = 0;
  const server = await serverAnswering(errorResponse('57P03', 'the database system is starting up'));
  const log = { ...quiet, warn: () => void asked++ };
  await expect(checkServer(server.url, log, 200)).rejects.toThrow(/is starting up/);
  server.close();
  expect(asked).toBeGreaterThan(1);
});

test.each([
  ['postgresql://u:p@db.example.org:5433/ujumbe?sslmode=require', 'db.example.org:5433/ujumbe'],
  ['postgres://u:p@/ujumbe?host=/var/run/postgresql', '/var/run/postgresql/ujumbe'],
  ['postgresql://localhost/ujumbe', 'localhost/ujumbe'],
  ['postgresql:///ujumbe', 'socket/ujumbe'],
])('the address %s is shown without its password', (url, shown) => {
  expect(describeAddress(url)).toBe(shown);
});

test.each(['mysql://u:p@host/db', 'ujumbe', 'host=localhost dbname=x'])(
  '%s is no PostgreSQL address',
  (url) => {
    expect(() => describeAddress(url)).toThrow(/looks like postgresql:/);
  },
);
