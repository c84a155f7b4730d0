import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '@ujumbe/simulator';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase } from '../packages/gateway/src/store/connect.ts';
import { Client } from './client.ts';
import { GatewayProcess } from './gateway-process.ts';
import { type Sent, sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { type Customer, provision } from './provision.ts';
import { waitUntil } from './wait-until.ts';
import { waitForConnector } from './world.ts';

/** The long run takes more (`npm run test:crash`). */
const KILLS = Math.ceil(Number(process.env.UJUMBE_CRASH_KILLS ?? 3) / 2);
const MESSAGES = 2000;
const WINDOW = 50;

const quiet = { info: () => {}, warn: () => {}, error: console.error };

describe("the gateway's own PostgreSQL, killed under load", () => {
  let simulator: Simulator;
  let gateway: GatewayProcess;
  let pool: pg.Pool;
  let customer: Customer;
  let client: Client;

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
    // Its connections end with every kill, and that is no news here.
    pool.on('error', () => undefined);
    const { smscPort, sinkUrl } = simulator;
    customer = await provision(pool, { smscPort, sinkUrl, window: WINDOW });
    client = new Client(gateway.baseUrl, customer.key);
    await waitForConnector({ client, gateway }, customer.connectorId);
  });
  afterAll(async () => {
    await client?.close();
    await pool?.end();
    await gateway?.remove();
    await simulator?.stop();
  });

  async function postmasterPid(): Promise<number> {
    const text = await readFile(join(gateway.dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    return Number(text.split('\n')[0]);
  }

  /** Settles when the database of this moment is another one than that of the pid, and the gateway is ready again. */
  async function waitForNewDatabase(former: number): Promise<void> {
    await waitUntil(
      async () => (await postmasterPid().catch(() => former)) !== former && (await isReady()),
      () => `the database did not come back\n${gateway.log}`,
      60_000,
    );
  }

  const isReady = async () => (await fetch(`${gateway.baseUrl}/readyz`).catch(() => null))?.status === 200;

  async function checkEveryPromise(sent: readonly Sent[], maxDuplicates: number): Promise<void> {
    const told = await checkNothingLost({ simulator, pool, gateway }, sent, { maxDuplicates });
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int as count from messages where id = any($1::uuid[])',
      [sent.map(({ msgId }) => msgId)],
    );
    expect(rows[0]?.count).toBe(sent.length);
    console.log(
      `${sent.length} messages answered SUCCESS, ${told.duplicates} sent twice, ${told.flagged} flagged, HTTP ${JSON.stringify([...client.statuses])}`,
    );
  }

  test('costs some requests a 503 and loses nothing', { timeout: 180_000 }, async () => {
    const sent: Sent[] = [];
    client.statuses.clear();
    for (let kill = 0; kill < KILLS; kill++) {
      const load = sendMany(client, customer.sender, MESSAGES, 16);
      await sleep(50 + Math.random() * 400);
      const pid = await postmasterPid();
      process.kill(pid, 'SIGKILL');
      await waitForNewDatabase(pid);
      sent.push(...(await load));
    }
    expect([...client.statuses.keys()].sort()).toEqual([200, 503]);
    await checkEveryPromise(sent, 0);
  });

  test('together with the gateway, loses nothing either', { timeout: 180_000 }, async () => {
    const sent: Sent[] = [];
    simulator.clearCallbacks();
    for (let kill = 0; kill < KILLS; kill++) {
      const load = sendMany(client, customer.sender, MESSAGES, 16);
      await sleep(50 + Math.random() * 400);
      const pid = await postmasterPid();
      process.kill(pid, 'SIGKILL');
      await gateway.signal('SIGKILL');
      await gateway.start();
      sent.push(...(await load));
    }
    await checkEveryPromise(sent, KILLS * WINDOW);
  });
});
