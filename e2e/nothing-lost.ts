import { expect } from 'vitest';
import { checkPromises } from './check-promises.ts';
import type { Sent } from './load.ts';
import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

export type Told = { duplicates: number; flagged: number };

/**
 * Holds the promises of the gateway against what the operator and the customer saw: every message answered SUCCESS reached the
 * operator at least once, was sent twice only if flagged and no more often than allowed, and its receipt was called back.
 */
export async function checkNothingLost(
  { simulator, pool, gateway }: Pick<World, 'simulator' | 'pool' | 'gateway'>,
  sent: readonly Sent[],
  { maxDuplicates }: { maxDuplicates: number },
): Promise<Told> {
  const calledBack = new Set<string>();
  let seen = 0;
  const readCallbacks = () => {
    const callbacks = simulator.callbacks();
    for (const { body } of callbacks.slice(seen))
      calledBack.add((JSON.parse(body) as { msgId: string }).msgId);
    seen = callbacks.length;
  };
  const missing = () => {
    readCallbacks();
    return sent.filter(({ msgId }) => !calledBack.has(msgId));
  };
  await waitUntil(
    () => missing().length === 0,
    () =>
      `${missing().length} of ${sent.length} messages without a callback, such as ${missing()[0]?.msgId}\n${gateway.log}`,
    60_000,
  );
  await waitUntil(
    async () =>
      (await count(pool, 'select count(*) from mt_queue')) +
        (await count(pool, 'select count(*) from callbacks')) ===
      0,
    () => 'rows are left in the queues',
    30_000,
  );

  const { rows } = await pool.query<{ id: string; msisdn: string; flagged: boolean }>(
    'select id, msisdn, possible_duplicate as flagged from messages',
  );
  const flaggedOf = new Map(rows.map((row) => [row.msisdn, row.flagged]));
  let duplicates = 0;
  for (const { msisdn } of sent) expect(simulator.inbox(msisdn).submits, msisdn).toBeGreaterThanOrEqual(1);
  for (const { msisdn } of rows) {
    const extra = simulator.inbox(msisdn).submits - 1;
    if (extra <= 0) continue;
    duplicates += extra;
    expect(flaggedOf.get(msisdn), `${msisdn} was sent twice and is not flagged`).toBe(true);
  }
  expect(duplicates).toBeLessThanOrEqual(maxDuplicates);
  await checkPromises(pool);
  return { duplicates, flagged: rows.filter((row) => row.flagged).length };
}

async function count(pool: World['pool'], sql: string): Promise<number> {
  return Number((await pool.query<{ count: string }>(sql)).rows[0]?.count);
}
