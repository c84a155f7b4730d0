import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '@ujumbe/simulator';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase } from '../packages/gateway/src/store/connect.ts';
import { Client } from './client.ts';
import { GatewayProcess } from './gateway-process.ts';
import { freshNumber, type Sent, sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { type Customer, provision } from './provision.ts';
import { waitUntil } from './wait-until.ts';
import { waitForConnector } from './world.ts';

const MESSAGES = 3000;
const WINDOW = 50;
/** Longer than a statement may take and a new connection with it, so that every way of waiting comes to its end. */
const FROZEN_MS = 15_000;
/** What a client is promised, with the time this machine may take besides. */
const ANSWER_MS = 12_000;

const quiet = { info: () => {}, warn: () => {}, error: console.error };

describe('a PostgreSQL that is frozen under load', () => {
  let simulator: Simulator;
  let gateway: GatewayProcess;
  let pool: pg.Pool;
  let customer: Customer;
  let client: Client;
  let frozen: number[] = [];

  beforeAll(async () => {
    simulator = await startSimulator({
      inbox: 'ids',
      retryMs: 100,
      behaviours: { latency: { min: 1, max: 10 }, receiptDelay: { min: 0, max: 300 } },
    });
    gateway = await GatewayProcess.prepare({ databaseUrl: null });
    await gateway.start();
    const { connectionConfig } = await connectDatabase({
      databaseUrl: undefined,
      dataDir: gateway.dataDir,
      log: quiet,
      create: false,
    });
    pool = new pg.Pool({ ...connectionConfig, max: 3 });
    const { smscPort, sinkUrl } = simulator;
    customer = await provision(pool, { smscPort, sinkUrl, window: WINDOW });
    client = new Client(gateway.baseUrl, customer.key);
    await waitForConnector({ client, gateway }, customer.connectorId);
  });
  afterAll(async () => {
    thaw();
    await client?.close();
    await pool?.end();
    await gateway?.remove();
    await simulator?.stop();
  });

  async function freeze(): Promise<void> {
    const text = await readFile(join(gateway.dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    const postmaster = Number(text.split('\n')[0]);
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
    const { statusCode } = await client.post(
      '/api/messaging/sendsms',
      { from: customer.sender, to: freshNumber(), message: 'While nothing moves', refId: 'frozen' },
      headers,
    );
    return { status: statusCode, ms: performance.now() - startedAt };
  }

  const readiness = async () => (await fetch(`${gateway.baseUrl}/readyz`)).status;

  test('costs a 503 within ten seconds, and loses nothing', { timeout: 180_000 }, async () => {
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
    const sent: Sent[] = await load;
    const told = await checkNothingLost({ simulator, pool, gateway }, sent, { maxDuplicates: WINDOW });
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int as count from messages where id = any($1::uuid[])',
      [sent.map(({ msgId }) => msgId)],
    );
    expect(rows[0]?.count).toBe(sent.length);
    console.log(
      `${sent.length} messages answered SUCCESS, ${told.duplicates} sent twice, ${told.flagged} flagged, HTTP ${JSON.stringify([...client.statuses])}`,
    );
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
