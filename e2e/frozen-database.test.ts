import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshNumber, sendMany } from './load.ts';
import { type OwnDatabaseWorld, openOwnDatabaseWorld } from './own-database.ts';
import { waitUntil } from './wait-until.ts';

const MESSAGES = 3000;
const WINDOW = 50;
/** Longer than a statement may take and a new connection with it, so that every way of waiting comes to its end. */
const FROZEN_MS = 15_000;
/** What a client is promised, with the time this machine may take besides. */
const ANSWER_MS = 12_000;

describe('a PostgreSQL that is frozen under load', () => {
  let world: OwnDatabaseWorld;
  let frozen: number[] = [];

  beforeAll(async () => {
    world = await openOwnDatabaseWorld(WINDOW);
  });
  afterAll(async () => {
    thaw();
    await world?.close();
  });

  async function freeze(): Promise<void> {
    const postmaster = await world.postmasterPid();
    // The postmaster first: nobody is born behind our back then.
    process.kill(postmaster, 'SIGSTOP');
    frozen = [postmaster, ...(await childrenOf(postmaster))];
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  }

  function thaw(): void {
    for (const pid of frozen.splice(0)) process.kill(pid, 'SIGCONT');
  }

  async function send(headers: Record<string, string> = {}): Promise<{ status: number; ms: number }> {
    const startedAt = performance.now();
    const { client, customer } = world;
    const { statusCode } = await client.post(
      '/api/messaging/sendsms',
      { from: customer.sender, to: freshNumber(), message: 'While nothing moves', refId: 'frozen' },
      headers,
    );
    return { status: statusCode, ms: performance.now() - startedAt };
  }

  const readiness = async () => (await fetch(`${world.gateway.baseUrl}/readyz`)).status;

  test('costs a 503 within ten seconds, and loses nothing', { timeout: 180_000 }, async () => {
    const { client, customer, gateway } = world;
    const load = sendMany(client, customer.sender, MESSAGES, 16);
    await waitUntil(
      () => (client.statuses.get(200) ?? 0) > MESSAGES / 10,
      () => `the load does not run\n${gateway.log}`,
    );
    await freeze();
    const frozenAt = performance.now();
    const asked = [
      ...Array.from({ length: 3 }, () => send()),
      ...Array.from({ length: 3 }, (_, index) => send({ 'idempotency-key': `frozen-${index}` })),
    ];
    const read = client.get('/api/v1/messages?limit=1');
    expect(await readiness()).toBe(503);
    expect((await read).statusCode).toBe(503);
    for (const answer of await Promise.all(asked)) {
      expect(answer.status).toBe(503);
      expect(answer.ms).toBeLessThan(ANSWER_MS);
    }
    await sleep(FROZEN_MS - (performance.now() - frozenAt));
    expect(await readiness()).toBe(503);
    thaw();
    await waitUntil(
      async () => (await readiness()) === 200,
      () => `the gateway does not come back\n${gateway.log}`,
    );
    await world.checkEveryPromise(await load, WINDOW);
  });
});

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    }),
  );
  return pids.filter((_, index) => parents[index] === parent).map(Number);
}
