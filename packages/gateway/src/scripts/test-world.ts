import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach } from 'vitest';
import { guardFor } from '#callbacks/guard-url.ts';
import { HttpClient } from '#callbacks/http-client.ts';
import { systemClock } from '#core/clock.ts';
import { createLog } from '#core/log.ts';
import type { ScriptOrder, ScriptOutcome } from './order.ts';
import { ScriptRunner, type ScriptRunnerDeps } from './script-runner.ts';
import { testOrder } from './test-order.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const servers: http.Server[] = [];

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

let shared: ReturnType<typeof openRunner> | null = null;

afterAll(async () => {
  await shared?.close();
  shared = null;
});

/** A runner with a guard that lets requests to this machine through, and nothing to keep data in unless it is given. */
export function openRunner(deps: Partial<ScriptRunnerDeps> = {}) {
  const guard = guardFor({ allow: ['127.0.0.0/8'], deny: [], requireHttps: false, nat64: [] });
  const client = new HttpClient({ guard, connections: 8, clock: systemClock, totalMs: 10_000 });
  const noData = {} as ScriptRunnerDeps['data'];
  const log = createLog('silent');
  const runner = new ScriptRunner({ guard, http: client, data: noData, clock: systemClock, log, ...deps });
  const close = async () => {
    await runner.stop();
    await client.close();
  };
  return { runner, close };
}

/** The same, closed after the test. */
export function testRunner(deps: Partial<ScriptRunnerDeps> = {}): ScriptRunner {
  const { runner, close } = openRunner(deps);
  cleanups.push(close);
  return runner;
}

/** One runner for all of a file's tests that need nothing of their own. */
export function sharedRunner(): ScriptRunner {
  shared ??= openRunner();
  return shared.runner;
}

/** A server on this machine until the end of the file. @returns its origin, such as `http://127.0.0.1:8080` */
export async function serve(handle: http.RequestListener): Promise<string> {
  const server = http.createServer(handle);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs one step of a script there and gives what came of it. */
export function runOnce(code: string, order: Partial<ScriptOrder> = {}): Promise<ScriptOutcome> {
  return sharedRunner().run(testOrder(code, order));
}

/** Plays a session: the screens that follow each other when these texts are typed. What is kept goes through JSON. */
export async function play(
  runner: ScriptRunner,
  code: string,
  inputs: readonly string[],
  order: Partial<ScriptOrder> = {},
): Promise<ScriptOutcome[]> {
  const outcomes = [await runner.run(testOrder(code, order))];
  for (const text of inputs) {
    const before = outcomes.at(-1);
    if (before?.kind !== 'screen' || !before.wantsInput) break;
    const memory: unknown = JSON.parse(JSON.stringify(before.memory));
    outcomes.push(await runner.run(testOrder(code, { ...order, event: { kind: 'input', text }, memory })));
  }
  return outcomes;
}

/** What a subscriber sees of it, as CON and END. */
export function seen(outcomes: readonly ScriptOutcome[]): string[] {
  return outcomes.map((outcome) =>
    outcome.kind === 'screen'
      ? `${outcome.wantsInput ? 'CON' : 'END'} ${outcome.text}`
      : `FAILED ${outcome.reason}: ${outcome.detail.message}`,
  );
}
