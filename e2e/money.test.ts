import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { Client, type SendAnswer } from './client.ts';
import { GatewayProcess } from './gateway-process.ts';
import { freshNumber } from './load.ts';
import { PRICE, provision } from './provision.ts';
import cases from './refunds.cases.json' with { type: 'json' };
import { settle } from './settle.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World } from './world.ts';

const MONEY_FOR = 10;

describe('two gateways over one database', () => {
  let world: World;
  let other: GatewayProcess;
  beforeAll(async () => {
    world = await startWorld({ operator: { balance: MONEY_FOR * PRICE } });
    other = await GatewayProcess.prepare({ databaseUrl: world.database.url });
    await other.start();
  });
  afterAll(async () => {
    await other.remove();
    await world.close();
  });

  test('spend the money for ten messages on ten of fifty', async () => {
    const { customer, gateway, simulator, pool } = world;
    const clients = [gateway, other].map(({ baseUrl }) => new Client(baseUrl, customer.key));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (clients[index % 2] as Client).send({ from: 'TIARA', to: freshNumber(), message: 'Test SMS' }),
      ),
    );
    await settle(world);
    const paid = answers.filter((answer) => answer?.status === 'SUCCESS') as SendAnswer[];
    const unpaid = answers.filter((answer) => answer?.status !== 'SUCCESS');
    expect(paid).toHaveLength(MONEY_FOR);
    // Each shows its own running balance, so that every step from 5.4 down to 0 is there once.
    expect(paid.map(({ balance }) => Number(balance.slice(4))).sort((a, b) => b - a)).toEqual([
      5.4, 4.8, 4.2, 3.6, 3, 2.4, 1.8, 1.2, 0.6, 0,
    ]);
    for (const answer of unpaid)
      expect(answer).toMatchObject({
        status: 'FAILED',
        statusCode: '1006',
        desc: 'Insufficient balance.',
        cost: 'KES 0',
      });
    expect(paid.map(({ to }) => simulator.inbox(to).messages.length)).toEqual(paid.map(() => 1));
    expect(simulator.stats.submits).toBe(MONEY_FOR);
    for (const client of clients) {
      const { body } = await client.get('/api/messaging/checkbalance');
      expect(body).toMatchObject({ balance: '0', currency: 'KES', statusCode: '0', status: 'SUCCESS' });
      await client.close();
    }
    await checkPromises(pool);
  });
});

describe('the price of a message that did not arrive', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: {
        behaviours: {
          errors: { status: 'ESME_RINVDSTADR', numbers: '1$' },
          finalState: [
            { stat: 'UNDELIV', numbers: '2$' },
            { stat: 'EXPIRED', numbers: '3$' },
            { stat: 'REJECTD', numbers: '4$' },
          ],
          refuseBinds: { systemId: 'closed' },
        },
      },
    });
  });
  afterAll(() => world.close());

  test.each(cases)('by the policy $policy', async ({ policy, shortCode, kept }) => {
    const { simulator, pool, gateway } = world;
    const { smscPort, sinkUrl } = simulator;
    const balance = 100 * PRICE;
    const accountSettings = policy === null ? {} : { refund: policy };
    const customer = await provision(pool, { smscPort, sinkUrl, shortCode, balance, accountSettings });
    const client = new Client(gateway.baseUrl, customer.key);
    const balanceNow = async () => {
      const { body } = await client.get('/api/messaging/checkbalance');
      return Number((body as { balance: string }).balance);
    };
    await waitUntil(
      async () => (await balanceNow()) === 60,
      () => 'the customer is not known',
    );
    const costs: Record<string, number> = {};
    for (const [ending, what] of [
      ['0', 'delivered'],
      ['1', 'refused'],
      ['2', 'undeliverable'],
      ['3', 'expired'],
      ['4', 'rejected'],
    ] as const) {
      const before = await balanceNow();
      const to = freshNumber().slice(0, -1) + ending;
      const answer = await client.send({ from: 'TIARA', to, message: 'x'.repeat(200) });
      expect(answer).toMatchObject({ status: 'SUCCESS', cost: 'KES 1.2' });
      await settle(world);
      costs[what] = Math.round((before - (await balanceNow())) * 10) / 10;
    }
    await client.close();
    expect(costs).toEqual(kept);
    const { rows } = await pool.query(
      `select sum(amount)::int as sum from ledger where account_id = $1 and kind = 'refund'`,
      [customer.accountId],
    );
    const refunded = Object.values(kept).filter((cost) => cost === 0).length * 2 * PRICE;
    expect(rows[0].sum ?? 0).toBe(refunded);
  });

  test('is given back when it expires while it waits for its operator', async () => {
    const { simulator, pool, gateway } = world;
    const { smscPort, sinkUrl } = simulator;
    const customer = await provision(pool, {
      smscPort,
      sinkUrl,
      systemId: 'closed',
      shortCode: '22154',
      balance: 10 * PRICE,
      accountSettings: { refund: 'undelivered', validityMinutes: 0.02 },
    });
    const client = new Client(gateway.baseUrl, customer.key);
    await waitUntil(
      async () =>
        (await client.send({ from: 'TIARA', to: freshNumber(), message: 'Late' }))?.status === 'SUCCESS',
      () => 'the customer is not known',
    );
    await settle(world);
    expect((await client.get('/api/messaging/checkbalance')).body).toMatchObject({ balance: '6' });
    await client.close();
  });

  test('is given back when it expires in its row', async () => {
    const { simulator, pool, gateway } = world;
    const { smscPort, sinkUrl } = simulator;
    const customer = await provision(pool, {
      smscPort,
      sinkUrl,
      systemId: 'closed',
      shortCode: '22155',
      balance: 10 * PRICE,
      accountSettings: { refund: 'undelivered' },
    });
    const client = new Client(gateway.baseUrl, customer.key);
    let msgId = '';
    await waitUntil(
      async () => {
        const answer = await client.send({ from: 'TIARA', to: freshNumber(), message: 'Late' });
        msgId = answer?.status === 'SUCCESS' ? answer.msgId : '';
        return msgId !== '';
      },
      () => 'the customer is not known',
    );
    await pool.query('update connectors set enabled = false where id = $1', [customer.connectorId]);
    await waitUntil(
      async () => {
        const { rowCount } = await pool.query(
          'update mt_queue set expires_at = now() where message_id = $1 and owner is null',
          [msgId],
        );
        return rowCount === 1;
      },
      () => 'the message did not go back to its row',
    );
    await settle(world);
    expect((await client.get('/api/messaging/checkbalance')).body).toMatchObject({ balance: '6' });
    await client.close();
  });

  test('and the store keeps its promises', () => checkPromises(world.pool));
});
