import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import type { SendAnswer } from './client.ts';
import { freshNumber } from './load.ts';
import { settle } from './settle.ts';
import { startWorld, type World } from './world.ts';

const MESSAGES = 1000;
/** More than the window, so that a message and the next to the same phone are never outstanding together. */
const PHONES = 200;
const WINDOW = 100;
/** Parts a second; as many may be saved up. */
const RATE = 150;
const LATENCY_MS = 100;

describe('a batch to an operator that throttles one submit in twenty', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: { seed: 7, behaviours: { latency: LATENCY_MS, throttle: { percent: 5 } } },
      operator: { window: WINDOW, throughput: RATE },
    });
  });
  afterAll(() => world.close());

  test('arrives whole, once and in order, within window and rate', { timeout: 90_000 }, async () => {
    const { client, simulator } = world;
    const phones = Array.from({ length: PHONES }, freshNumber);
    const batch = Array.from({ length: MESSAGES }, (_, index) => ({
      from: 'TIARA',
      to: phones[index % PHONES],
      message: `Message ${Math.floor(index / PHONES)}`,
      refId: `batch-${index}`,
    }));
    const { statusCode, body } = await client.post('/api/messaging/sendbatch', batch);
    expect(statusCode).toBe(200);
    const answers = body as SendAnswer[];
    expect(answers.map(({ to, status }) => [to, status])).toEqual(batch.map(({ to }) => [to, 'SUCCESS']));
    await settle(world, { timeoutMs: 80_000 });

    const texts = Array.from({ length: MESSAGES / PHONES }, (_, round) => `Message ${round}`);
    for (const phone of phones)
      expect(simulator.inbox(phone).messages.map(({ text }) => text)).toEqual(texts);
    expect(simulator.stats.refused.ESME_RTHROTTLED).toBeGreaterThan(0);

    const told = simulator.callbacks().map((callback) => JSON.parse(callback.body) as { msgId: string });
    expect(told.map(({ msgId }) => msgId).sort()).toEqual(answers.map(({ msgId }) => msgId).sort());

    const submits = simulator.submits().map(({ at }) => Date.parse(at));
    // Every submit stays unanswered for the latency, so what came in less than that was outstanding together.
    expect(most(submits, LATENCY_MS - 2)).toBeLessThanOrEqual(WINDOW);
    // A busy machine may read a whole window late, as if it had come at once.
    expect(most(submits, 1000)).toBeLessThanOrEqual(2 * RATE + WINDOW);
    await checkPromises(world.pool);
  });
});

/** The most submits in any stretch of so many milliseconds. */
function most(times: readonly number[], withinMs: number): number {
  let first = 0;
  let highest = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] as number) >= withinMs) first += 1;
    highest = Math.max(highest, index - first + 1);
  }
  return highest;
}
