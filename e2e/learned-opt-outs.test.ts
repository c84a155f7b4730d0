import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { settle } from './settle.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({
    operator: {
      settings: { receiptErrorMap: { '045': 'blacklisted' } },
      moreScopes: ['results:read', 'flows:read'],
    },
  });
  await waitForConnector(world, world.customer.connectorId);
});
afterAll(() => world.close());

test('a receipt that says blacklisted ends messages from its sender, until the person asks for them again', async () => {
  const { simulator, client, pool } = world;
  const msisdn = freshNumber();
  const send = () => client.send({ from: 'TIARA', to: msisdn, message: 'Karibu', refId: 'r' });
  simulator.setBehaviour({ finalState: { stat: 'UNDELIV', err: '045' } }, { prefix: msisdn });

  expect(await send()).toMatchObject({ status: 'SUCCESS' });
  await settle(world);
  const [told] = simulator.callbacks({ contains: msisdn });
  expect(JSON.parse(told?.body ?? '')).toMatchObject({ status: 'SenderName Blacklisted' });
  expect(await send()).toMatchObject({ status: 'FAILED', statusCode: '1007' });

  const explained = await client.post('/api/v1/policy/explain', { to: msisdn, sender: 'TIARA' });
  expect(explained).toMatchObject({ statusCode: 200, body: { verdict: 'never' } });

  await simulator.sendMo({ from: msisdn, to: '22141', text: 'START' });
  await settle(world);
  expect(await send()).toMatchObject({ status: 'SUCCESS' });
  const ledger = await client.get(`/api/v1/consents?msisdn=${msisdn}`);
  expect(ledger).toMatchObject({
    statusCode: 200,
    body: {
      items: [
        { purpose: 'messages', given: true, source: 'mo', wording: 'START' },
        { purpose: 'messages:TIARA', given: false, source: 'receipt' },
      ],
    },
  });
  await settle(world);
  await checkPromises(pool);
});
