import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sent, sendMany } from './load.ts';
import { type OwnDatabaseWorld, openOwnDatabaseWorld } from './own-database.ts';
import { waitUntil } from './wait-until.ts';

/** The long run takes more (`npm run test:crash`). */
const KILLS = Math.ceil(Number(process.env.UJUMBE_CRASH_KILLS ?? 3) / 2);
const MESSAGES = 2000;
const WINDOW = 50;

describe("the gateway's own PostgreSQL, killed under load", () => {
  let world: OwnDatabaseWorld;

  beforeAll(async () => {
    world = await openOwnDatabaseWorld(WINDOW);
  });
  afterAll(async () => {
    await world?.close();
  });

  /** Settles when the database of this moment is another one than that of the pid, and the gateway is ready again. */
  async function waitForNewDatabase(former: number): Promise<void> {
    await waitUntil(
      async () => (await world.postmasterPid().catch(() => former)) !== former && (await isReady()),
      () => `the database did not come back\n${world.gateway.log}`,
      60_000,
    );
  }

  const isReady = async () =>
    (await fetch(`${world.gateway.baseUrl}/readyz`).catch(() => null))?.status === 200;

  test('costs some requests a 503 and loses nothing', { timeout: 180_000 }, async () => {
    const sent: Sent[] = [];
    world.client.statuses.clear();
    for (let kill = 0; kill < KILLS; kill++) {
      const load = sendMany(world.client, world.customer.sender, MESSAGES, 16);
      await sleep(50 + Math.random() * 400);
      const pid = await world.postmasterPid();
      process.kill(pid, 'SIGKILL');
      await waitForNewDatabase(pid);
      sent.push(...(await load));
    }
    expect([...world.client.statuses.keys()].sort()).toEqual([200, 503]);
    await world.checkEveryPromise(sent, 0);
  });

  test('together with the gateway, loses nothing either', { timeout: 180_000 }, async () => {
    const sent: Sent[] = [];
    world.simulator.clearCallbacks();
    for (let kill = 0; kill < KILLS; kill++) {
      const load = sendMany(world.client, world.customer.sender, MESSAGES, 16);
      await sleep(50 + Math.random() * 400);
      const pid = await world.postmasterPid();
      process.kill(pid, 'SIGKILL');
      await world.gateway.signal('SIGKILL');
      await world.gateway.start();
      sent.push(...(await load));
    }
    await world.checkEveryPromise(sent, KILLS * WINDOW);
  });
});
