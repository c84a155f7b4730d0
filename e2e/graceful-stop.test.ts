import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sent, sendMany } from './load.ts';
import { checkNothingLost } from './nothing-lost.ts';
import { startSlowClients } from './slow-clients.ts';
import { startWorld, type World } from './world.ts';

const STOPS = 2;

describe('a gateway that is asked to stop under load', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: {
        inbox: 'ids',
        retryMs: 100,
        behaviours: { latency: { min: 20, max: 60 }, receiptDelay: { min: 0, max: 300 } },
      },
      operator: { window: 20 },
    });
  });
  afterAll(() => world.close());

  test('ends what is under way, leaves the rest in its rows, and goes on where it was', {
    timeout: 90_000,
  }, async () => {
    const { gateway, client, customer, simulator, pool } = world;
    const sent: Sent[] = [];
    for (let stop = 1; stop <= STOPS; stop++) {
      const load = sendMany(client, customer.sender, 800 * stop, 16);
      await sleep(300);
      expect(await gateway.signal('SIGTERM')).toBe(0);
      expect(simulator.state().binds).toEqual([]);
      const { rows } = await pool.query(
        `select count(*) filter (where owner is not null or released)::int as held, count(*) > 0 as waiting,
                (select count(*)::int from callbacks where owner is not null) as told,
                (select count(*)::int from nodes where lease_until > now()) as nodes
         from mt_queue`,
      );
      expect(rows).toEqual([{ held: 0, waiting: true, told: 0, nodes: 0 }]);
      await gateway.start();
      sent.push(...(await load));
    }
    expect(await checkNothingLost(world, sent, { maxDuplicates: 0 })).toEqual({ duplicates: 0, flagged: 0 });
    const { rows } = await pool.query(
      `select count(*)::int as count from message_events where kind = 'uncertain'`,
    );
    expect(rows).toEqual([{ count: 0 }]);
    expect([...client.statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  });

  test('does so too while clients go on writing what never ends', { timeout: 60_000 }, async () => {
    const { gateway, client, customer, pool } = world;
    const slow = await startSlowClients(gateway.baseUrl, 20, customer.key);
    // What they have begun has been read when a later request is answered.
    expect((await client.get('/api/v1/balance')).statusCode).toBe(200);
    expect(slow.open).toBe(20);
    expect(await gateway.signal('SIGTERM')).toBe(0);
    slow.end();
    const { rows } = await pool.query('select count(*)::int as nodes from nodes where lease_until > now()');
    expect(rows).toEqual([{ nodes: 0 }]);
    await gateway.start();
  });
});
