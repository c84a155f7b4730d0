import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { runAsProgram } from './test-terminal.ts';

let db: TestDatabase;
let child: ChildProcess | undefined;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(async () => {
  if (child && child.exitCode === null) child.kill('SIGKILL');
  await db.drop();
});

const main = new URL('../main.ts', import.meta.url).pathname;

test('start says where it listens, works beside other commands, and ends in order', async () => {
  const env = { ...process.env, DATABASE_URL: db.url, UJUMBE_LOG_LEVEL: 'error' };
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'start', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> });
  const [line] = (await once(lines, 'line')) as [string];
  const ready = JSON.parse(line) as { event: string; baseUrl: string };
  expect(ready.event).toBe('ready');
  const answer = await fetch(`${ready.baseUrl}/api/messaging/checkbalance`);
  expect(answer.status).toBe(403);
  expect(await runAsProgram(['account', 'create', 'Shop'], { DATABASE_URL: db.url })).toMatchObject({
    code: 0,
  });
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a port that is taken is told with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const ran = await runAsProgram(['start', '--port', String(port)], { DATABASE_URL: db.url });
  other.close();
  expect(ran.code).toBe(2);
  expect(ran.errors).toContain(`Port ${port} of 127.0.0.1 is taken by another program. Choose another`);
});

test.each([
  [['start', '--port', '99999'], 1, '--port must be a whole number from 0 to 65535, not "99999".'],
  [['start', 'now'], 1, '"now" is too much.'],
])('%j is refused before anything is started', async (argv, code, sentence) => {
  const ran = await runAsProgram(argv, { DATABASE_URL: db.url });
  expect(ran.code).toBe(code);
  expect(ran.errors).toContain(sentence);
});
