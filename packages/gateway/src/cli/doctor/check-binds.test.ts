import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#core/config.ts';
import type { SmsConnectorRow } from '#core/directory.ts';
import { checkBinds, judgeBinds } from './check-binds.ts';

const URL = 'http://127.0.0.1:8080';
const connectors = new Map([[1, { name: 'red', enabled: true } as SmsConnectorRow]]);

let data: string;

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'ujumbe-binds-'));
});
afterAll(() => rmSync(data, { recursive: true }));

function configured(port: number) {
  return readConfig(null, {}, { '/data': data, '/http/port': port });
}

function metrics(...operators: [name: string, up: number, all: number][]): string {
  const gauge = (name: string, of: (operator: [string, number, number]) => number) =>
    `# HELP ${name} x\n# TYPE ${name} gauge\n${operators.map((o) => `${name}{operator="${o[0]}"} ${of(o)}\n`).join('')}`;
  return gauge('ujumbe_binds', (o) => o[2]) + gauge('ujumbe_binds_up', (o) => o[1]);
}

test('operators with every bind up are well, with some a note, with none a problem', () => {
  const text = metrics(['red', 2, 2], ['green', 1, 2], ['blue', 0, 1]);
  expect(judgeBinds(text, ['red'], URL)).toMatchObject({ state: 'ok', says: 'red 2 of 2' });
  expect(judgeBinds(text, ['red', 'green'], URL)).toMatchObject({
    state: 'note',
    says: 'red 2 of 2, green 1 of 2',
  });
  expect(judgeBinds(text, ['red', 'blue'], URL)).toMatchObject({
    state: 'problem',
    says: 'blue: no bind is up.',
  });
});

test('an operator the gateway does not run at all is not bound', () => {
  expect(judgeBinds(metrics(['red', 1, 1]), ['red', 'new'], URL)).toMatchObject({
    state: 'problem',
    says: 'new: no bind is up.',
  });
});

test('names are read as they were written', () => {
  expect(judgeBinds(metrics(['a \\"b\\" \\\\ c', 1, 1]), ['a "b" \\ c'], URL).state).toBe('ok');
});

test('another program on the port is told from a gateway', () => {
  expect(judgeBinds('<h1>Hello</h1>', ['red'], URL)).toMatchObject({
    state: 'note',
    says: expect.stringContaining('is no gateway'),
  });
});

test('says when no gateway is running, and nothing where no operator is enabled', async () => {
  expect(await checkBinds(configured(1), { connectors })).toMatchObject([
    { state: 'note', says: expect.stringContaining('no gateway is running at http://127.0.0.1:1') },
  ]);
  const off = new Map([[1, { name: 'red', enabled: false } as SmsConnectorRow]]);
  expect(await checkBinds(configured(1), { connectors: off })).toEqual([]);
  expect(await checkBinds(configured(0), { connectors })).toMatchObject([{ state: 'note' }]);
});

test('the demo of the data folder is asked wherever it listens, and the settings where it is no more', async () => {
  const gateway = createServer((_request, response) => response.end(metrics(['red', 1, 1])));
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
  const { port } = gateway.address() as AddressInfo;
  const demoAt = (at: number) =>
    writeFileSync(
      join(data, 'demo.json'),
      JSON.stringify({ baseUrl: `http://127.0.0.1:${at}`, apiKey: 'k' }),
    );
  try {
    demoAt(port);
    expect(await checkBinds(configured(1), { connectors })).toMatchObject([{ state: 'ok' }]);
    demoAt(1);
    expect(await checkBinds(configured(port), { connectors })).toMatchObject([{ state: 'ok' }]);
  } finally {
    await new Promise((closed) => gateway.close(closed));
  }
});
