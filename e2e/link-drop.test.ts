import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber, sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { settle } from './settle.ts';
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

describe('an operator that cuts the link while a batch is on its way', () => {
  const phones = 10;
  const rounds = 100;
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: {
        retryMs: 100,
        behaviours: { latency: 5, dropLink: { afterSubmits: 150, times: DROPS, taken: true } },
      },
      operator: { window: WINDOW },
    });
  });
  afterAll(() => world.close());

  test('still has every message of a phone come after those before it', { timeout: 60_000 }, async () => {
    const { client, simulator, pool } = world;
    const numbers = Array.from({ length: phones }, freshNumber);
    const batch = Array.from({ length: phones * rounds }, (_, index) => ({
      from: 'TIARA',
      to: numbers[index % phones],
      message: String(Math.floor(index / phones)),
    }));
    await client.post('/api/messaging/sendbatch', batch);
    await settle(world, { timeoutMs: 45_000, answersWereLost: true });
    expect(simulator.stats.linksDropped).toBe(DROPS);
    const inOrder = Array.from({ length: rounds }, (_, round) => String(round));
    for (const number of numbers) {
      const texts = simulator.inbox(number).messages.map(({ text }) => text);
      expect([...new Set(texts)], `${number}: ${texts.join(' ')}`).toEqual(inOrder);
    }
    expect(simulator.callbacks()).toHaveLength(batch.length);
    await checkPromises(pool);
  });
});
