import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { settle } from './settle.ts';
import { startWorld, type World } from './world.ts';

/** The long run takes more (`npm run test:crash`). */
const KILLS = Math.ceil(Number(process.env.UJUMBE_CRASH_KILLS ?? 3) / 2);
const MESSAGES = 1000;

describe('a gateway killed while subscribers write', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ simulator: { retryMs: 100 } });
  });
  afterAll(() => world.close());

  test('keeps every message once, and forwards each at least once', { timeout: 30_000 * KILLS }, async () => {
    const { simulator, gateway, pool } = world;
    const writers: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const crowd = Array.from({ length: MESSAGES }, freshNumber);
      writers.push(...crowd);
      const delivered = Promise.all(
        crowd.map((from, index) =>
          // Every tenth comes in two parts, so that some are cut off between them.
          simulator.sendMo({ from, to: '22141', text: `From ${from}`, parts: index % 10 === 0 ? 2 : 1 }),
        ),
      );
      await sleep(20 + Math.random() * 150);
      await gateway.signal('SIGKILL');
      await gateway.start();
      for (const { state } of await delivered) expect(state).toBe('accepted');
    }
    await settle(world, { timeoutMs: 30_000 });

    const { rows } = await pool.query<{ source: string; text: string }>(
      `select source, convert_from(body, 'utf8') as text from mo order by source`,
    );
    expect(rows).toEqual([...writers].sort().map((source) => ({ source, text: `From ${source}` })));
    const told = simulator.callbacks().map(({ body }) => JSON.parse(body) as { from: string; msgId: string });
    expect(new Set(told.map(({ from }) => from))).toEqual(new Set(writers));
    // What is told again after a kill bears the same id, by which an application knows it.
    expect(new Set(told.map(({ msgId }) => msgId)).size).toBe(writers.length);
    await checkPromises(pool);
    console.log(`${KILLS} kills, ${writers.length} MO, ${told.length - writers.length} callbacks sent twice`);
  });
});
