import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sent, sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { startWorld, type World } from './world.ts';

/** The long run takes 20 (`npm run test:crash`). */
const KILLS = Number(process.env.UJUMBE_CRASH_KILLS ?? 3);
const MESSAGES = 2000;
const WINDOW = 100;

describe('a gateway killed at random moments under load', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: {
        inbox: 'ids',
        retryMs: 100,
        behaviours: { latency: { min: 1, max: 10 }, receiptDelay: { min: 0, max: 300 } },
      },
      operator: { window: WINDOW },
    });
  });
  afterAll(() => world.close());

  test(`loses nothing in ${KILLS} kills of ${MESSAGES} messages each`, {
    timeout: 30_000 * KILLS,
  }, async () => {
    const sent: Sent[] = [];
    for (let kill = 1; kill <= KILLS; kill++) {
      const load = sendMany(world.client, world.customer.sender, MESSAGES, 32);
      await sleep(50 + Math.random() * 900);
      await world.gateway.signal('SIGKILL');
      await world.gateway.start();
      sent.push(...(await load));
    }
    expect(sent.length).toBeGreaterThan((KILLS * MESSAGES) / 2);
    const told = await checkNothingLost(world, sent, { maxDuplicates: KILLS * WINDOW });
    console.log(
      `${KILLS} kills, ${sent.length} messages answered SUCCESS, ${told.duplicates} sent twice, ${told.flagged} flagged`,
    );
  });
});
