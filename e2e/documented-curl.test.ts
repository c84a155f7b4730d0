import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import cases from './documented-curl.cases.json' with { type: 'json' };
import { settle } from './settle.ts';
import { startWorld, type World } from './world.ts';

const DOCUMENTED = 'https://api.tiaraconnect.io';
const RESULT_KEYS = ['cost', 'mnc', 'balance', 'msgId', 'to', 'mcc', 'desc', 'status', 'statusCode'];
const ERROR_KEYS = ['timestamp', 'status', 'error', 'message', 'path'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Answer = Record<string, string>;

function curlIsInstalled(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function describeLines(): void {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ operator: { balance: 3138_1598 } });
  });
  afterAll(() => world.close());

  /** Runs a line through the shell with nothing replaced but the address and the key. */
  async function runLine(lines: readonly string[], key: string): Promise<unknown> {
    const line = lines.join('\n').replace(DOCUMENTED, world.gateway.baseUrl).replace('<<API-KEY>>', key);
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line]);
    return JSON.parse(stdout);
  }

  test.each(cases)('$label', async ({ lines, key, answer }) => {
    const got = await runLine(lines, key ?? world.customer.key);
    expect(got).toMatchObject(answer);
    for (const one of [got].flat() as Answer[]) {
      expect(Object.keys(one)).toEqual(key === undefined ? RESULT_KEYS : ERROR_KEYS);
      if (one.timestamp !== undefined)
        expect(one.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
      else expect(one.msgId).toMatch(UUID);
    }
  });

  test('reach the phones they name', async () => {
    const { simulator, pool } = world;
    await settle(world);
    const texts = ['254700000001', '254700000002', '254700000003'].map((msisdn) =>
      simulator.inbox(msisdn).messages.map(({ text }) => text),
    );
    expect(texts).toEqual([['Test SMS'], ['Testing1'], ['Testing2']]);
    expect(simulator.callbacks().map(({ body }) => JSON.parse(body).status)).toEqual(
      new Array(3).fill('DELIVRD'),
    );
    await checkPromises(pool);
  });
}

if (curlIsInstalled()) {
  describe('the curl lines of the documentation, as they stand there', describeLines);
} else {
  test('curl is not installed on this machine, so the lines of the documentation were not run', () => {
    console.warn('The curl lines of the documentation were NOT run: there is no curl on this machine.');
  });
}
