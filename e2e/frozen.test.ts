import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayProcess } from './gateway-process.ts';
import { type Sent, sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { startWorld, type World } from './world.ts';

const MESSAGES = 1500;
const WINDOW = 50;

describe('a gateway frozen past its lease while another one works on', () => {
  let world: World;
  let other: GatewayProcess;
  beforeAll(async () => {
    world = await startWorld({
      simulator: {
        inbox: 'ids',
        retryMs: 100,
        behaviours: { latency: { min: 20, max: 40 }, receiptDelay: { min: 0, max: 300 } },
      },
      operator: { window: WINDOW },
    });
    other = await GatewayProcess.prepare({ databaseUrl: world.database.url });
    await other.start();
  });
  afterAll(async () => {
    await other.remove();
    await world.close();
  });

  test('loses nothing, and wakes up as another node', { timeout: 120_000 }, async () => {
    const sent: Sent[] = [];
    const load = sendMany(world.client, world.customer.sender, MESSAGES, 16).then((more) =>
      sent.push(...more),
    );
    await sleep(300);
    const before = await liveNodes(world);
    expect(before).toHaveLength(2);
    await world.gateway.signal('SIGSTOP');
    await waitForTakeOver(world, before);
    await world.gateway.signal('SIGCONT');
    await load;
    const told = await checkNothingLost(world, sent, { maxDuplicates: WINDOW });
    const after = await liveNodes(world);
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
    console.log(
      `frozen past its lease: ${sent.length} messages, ${told.duplicates} sent twice, ${told.flagged} flagged`,
    );
  });
});

async function liveNodes(world: World): Promise<number[]> {
  const { rows } = await world.pool.query<{ id: number }>('select id from nodes order by id');
  return rows.map((row) => row.id);
}

async function waitForTakeOver(world: World, before: number[]): Promise<void> {
  const deadline = performance.now() + 40_000;
  while ((await liveNodes(world)).length === before.length) {
    if (performance.now() > deadline) throw new Error('nobody took over from the frozen node');
    await sleep(100);
  }
}
