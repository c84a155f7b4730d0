import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshNumber } from './load.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

/** More than there are connections to read with. */
const READERS = 40;
/** Searches ended by their deadline of 5 s: two turns of all connections, longer than a lease is trusted. */
const ENDED = 16;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await waitForConnector(world, world.customer.connectorId);
});
afterAll(() => world.close());

test('slow searches hold up neither the lease nor a message', { timeout: 60_000 }, async () => {
  const { client, customer, gateway, pool } = world;
  const holder = await pool.connect();
  await holder.query('begin; lock table mo in access exclusive mode');
  const ended = () => client.statuses.get(422) ?? 0;
  const readers = Array.from({ length: READERS }, async () => {
    while (ended() < ENDED) await client.get('/api/v1/received-messages');
  });
  const answers = new Set<string>();
  await waitUntil(
    async () => {
      const ready = await fetch(`${gateway.baseUrl}/readyz`);
      answers.add(`${ready.status} ${await ready.text()}`);
      return ended() >= ENDED;
    },
    () => `the searches do not end\n${gateway.log}`,
    30_000,
  );
  const sent = await client.send({
    from: customer.sender,
    to: freshNumber(),
    message: 'Past all readers',
    refId: 'past',
  });
  await waitUntil(
    async () =>
      (await pool.query('select from messages where id = $1 and submitted_at is not null', [sent?.msgId]))
        .rowCount === 1,
    () => `the message was not sent\n${gateway.log}`,
  );
  await holder.query('rollback');
  holder.release();
  await Promise.all(readers);
  expect([...answers]).toEqual([expect.stringMatching(/^200 /)]);
});
