import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World } from './world.ts';

describe('a customer application that is down', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ simulator: { inbox: 'ids' } });
  });
  afterAll(() => world.close());

  test('gets every callback once it is back, though the gateway was restarted meanwhile', {
    timeout: 150_000,
  }, async () => {
    world.simulator.failCallbacks({ kind: 'close' });
    const sent = await sendMany(world.client, world.customer.sender, 500, 8);
    await waitUntil(
      async () => (await finals(world)) === sent.length,
      () => 'not every message became final while the application was down',
      30_000,
    );
    await world.gateway.signal('SIGKILL');
    await world.gateway.start();
    world.simulator.failCallbacks(null);
    world.simulator.clearCallbacks();
    // The schedule waits ten seconds and longer; a person would press replay.
    await world.pool.query('update callbacks set due_at = now() where owner is null');
    await checkNothingLost(world, sent, { maxDuplicates: 0 });
    expect(world.simulator.callbacks().length).toBe(sent.length);
  });
});

async function finals(world: World): Promise<number> {
  const { rows } = await world.pool.query<{ count: string }>(
    'select count(*) from messages where state >= 60',
  );
  return Number(rows[0]?.count);
}
