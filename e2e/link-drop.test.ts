import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { startWorld, type World } from './world.ts';

const DROPS = 5;
const WINDOW = 50;

describe('an operator that cuts the link under load', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: {
        inbox: 'ids',
        retryMs: 100,
        behaviours: { latency: { min: 5, max: 20 }, receiptDelay: { min: 0, max: 200 } },
      },
      operator: { window: WINDOW },
    });
  });
  afterAll(() => world.close());

  test('loses nothing, and repeats no more than what was under way', { timeout: 90_000 }, async () => {
    let drops = 0;
    let done = false;
    const load = sendMany(world.client, world.customer.sender, 3000, 16).finally(() => {
      done = true;
    });
    while (!done && drops < DROPS) {
      await sleep(400);
      drops += world.simulator.dropLinks();
    }
    const told = await checkNothingLost(world, await load, { maxDuplicates: drops * WINDOW });
    console.log(`${drops} drops of the link, ${told.duplicates} sent twice, ${told.flagged} flagged`);
  });
});
