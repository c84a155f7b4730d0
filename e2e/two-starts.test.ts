import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayProcess } from './gateway-process.ts';

let first: GatewayProcess;
let second: GatewayProcess;

beforeAll(async () => {
  first = await GatewayProcess.prepare({ databaseUrl: null });
  second = await GatewayProcess.prepare({ databaseUrl: null, dataDir: first.dataDir });
  await first.start();
});
afterAll(async () => {
  await second.remove();
  await first.remove();
});

test('a second gateway on a data folder is refused, and disturbs the first in nothing', async () => {
  const { dataDir, pid } = first;
  await expect(second.start()).rejects.toThrow(
    `the gateway ended with 2:\nUjumbe is already running on the data folder ${dataDir} as pid ${pid}. Stop it, or use another folder with --data.`,
  );
  expect((await fetch(`${first.baseUrl}/readyz`)).status).toBe(200);
});

test('and has the folder once the first has stopped', async () => {
  expect(await first.signal('SIGTERM')).toBe(0);
  await second.start();
  expect((await fetch(`${second.baseUrl}/readyz`)).status).toBe(200);
});

test('or once the first was killed', async () => {
  await second.signal('SIGKILL');
  await first.start();
  expect((await fetch(`${first.baseUrl}/readyz`)).status).toBe(200);
});
