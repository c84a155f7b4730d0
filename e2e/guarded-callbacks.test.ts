import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

/** Ways to write this machine, as somebody would who wants a gateway to call what only it can reach. */
const spellings = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.0.0.1.',
  'localhost',
  'LOCALHOST.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '0.0.0.0',
  '[::]',
  'user@127.0.0.1',
  '①②⑦.⓪.⓪.①',
];

describe('callbacks of a gateway that may not reach private addresses', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ config: { callbacks: { allowPrivate: [] } } });
    await waitForConnector(world, world.customer.connectorId);
  });
  afterAll(() => world.close());

  test('reach none, however they are written', { timeout: 60_000 }, async () => {
    const { pool, customer, simulator, gateway } = world;
    const port = new URL(simulator.sinkUrl).port;
    for (const [index, host] of spellings.entries()) {
      await pool.query('insert into mo_routes (address, account_id, url) values ($1, $2, $3)', [
        String(30000 + index),
        customer.accountId,
        `http://${host}:${port}/guarded`,
      ]);
    }
    // A route that is not known yet leaves an MO with nobody, so each is sent until it belongs to somebody.
    await waitUntil(
      async () => {
        const last = String(30000 + spellings.length - 1);
        await simulator.sendMo({ from: freshNumber(), to: last, text: 'Hello' });
        const { rowCount } = await pool.query(
          'select from mo where destination = $1 and account_id is not null',
          [last],
        );
        return (rowCount ?? 0) > 0;
      },
      () => 'the routes are not known',
    );
    for (const index of spellings.keys())
      await simulator.sendMo({ from: freshNumber(), to: String(30000 + index), text: 'Hello' });
    await world.client.send({ from: 'TIARA', to: freshNumber(), message: 'Receipt' });

    // One of them is the receipt's, whose address is the account's.
    const refused = async () => {
      const { rows } = await pool.query<{ url: string | null; error: string }>(
        'select distinct url, last_error as error from callbacks where last_error is not null',
      );
      return rows;
    };
    await waitUntil(
      async () => (await refused()).length === spellings.length + 1,
      () => `callbacks without an attempt\n${gateway.log}`,
      30_000,
    );
    for (const { error } of await refused())
      expect(error).toMatch(/is not a public address|host name not found|must not hold a user name/);
    expect(simulator.stats.callbacks.received).toBe(0);
    await checkPromises(pool);
  });
});
