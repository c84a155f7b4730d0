import { type Simulator, startSimulator } from '@ujumbe/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { Client } from './client.ts';
import { type Account, addAccount, addOperator } from './provision.ts';
import { settle } from './settle.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

type Route = {
  mcc?: string;
  mnc?: string;
  prefix?: string;
  to: 'first' | 'second';
  priority?: number;
  weight?: number;
};

describe('two operators', () => {
  let world: World;
  let first: Simulator;
  let second: Simulator;
  let connectors: Record<Route['to'], number>;
  let shortCode = 22200;
  let subscriber = 0;
  const clients: Client[] = [];

  beforeAll(async () => {
    world = await startWorld({ operator: { moreScopes: ['admin'] } });
    first = world.simulator;
    second = await startSimulator();
    connectors = {
      first: world.customer.connectorId,
      second: await addOperator(world.pool, { smscPort: second.smscPort, systemId: 'second' }),
    };
    await waitForConnector(world, connectors.first);
    await waitForConnector(world, connectors.second);
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await world.close();
    await second.stop();
  });

  /** A customer whose messages take these routes and no others. */
  async function customerWith(routes: Route[]): Promise<Client> {
    const { pool, gateway } = world;
    shortCode += 1;
    const account: Account = await addAccount(pool, { sinkUrl: first.sinkUrl, shortCode: String(shortCode) });
    for (const { mcc, mnc, prefix, to, priority = 10, weight = 1 } of routes) {
      await pool.query(
        `insert into routes (account_id, mcc, mnc, prefix, connector_id, priority, weight) values ($1, $2, $3, $4, $5, $6, $7)`,
        [account.accountId, mcc, mnc, prefix, connectors[to], priority, weight],
      );
    }
    const client = new Client(gateway.baseUrl, account.key);
    clients.push(client);
    await waitUntil(
      async () => (await client.get('/api/messaging/checkbalance')).statusCode === 200,
      () => 'the customer is not known',
    );
    return client;
  }

  /** Sends to a fresh number that begins so, and tells which operator had it. */
  async function send(client: Client, prefix: string): Promise<string> {
    subscriber += 1;
    const to = prefix + String(subscriber).padStart(12 - prefix.length, '0');
    const answer = await client.send({ from: 'TIARA', to, message: 'Which way?' });
    if (answer?.status !== 'SUCCESS') return answer?.desc ?? 'no answer';
    await settle({ ...world, simulator: first });
    await settle({ ...world, simulator: second });
    const had = [first, second].map((operator) => operator.inbox(to).messages.length);
    return had[0] === 1 && had[1] === 0 ? 'first' : had[0] === 0 && had[1] === 1 ? 'second' : `had ${had}`;
  }

  const switchConnector = async (verb: 'enable' | 'disable', name: Route['to']) => {
    const { statusCode, body } = await world.client.post(
      `/api/v1/connectors/${connectors[name]}/${verb}`,
      {},
    );
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ id: connectors[name], enabled: verb === 'enable' });
    await waitForConnector(world, connectors[name], verb === 'enable');
  };

  test('divide networks and prefixes between them, the more special route first', async () => {
    const client = await customerWith([
      { mcc: '639', to: 'second' },
      { mcc: '639', mnc: '02', to: 'first' },
      { prefix: '2547225', to: 'second' },
      { prefix: '25472255', to: 'first' },
    ]);
    expect(await send(client, '254722')).toBe('first');
    expect(await send(client, '254733')).toBe('second');
    expect(await send(client, '2547225')).toBe('second');
    expect(await send(client, '25472255')).toBe('first');
    expect(await send(client, '255754')).toBe('No route to the destination.');
  });

  test('share what has one priority by weight', async () => {
    const client = await customerWith([
      { to: 'first', weight: 3 },
      { to: 'second', weight: 1 },
    ]);
    const crowd = Array.from({ length: 400 }, (_, index) => `2547227${String(index).padStart(5, '0')}`);
    await client.post('/api/messaging/sendbatch', { from: 'TIARA', to: crowd, message: 'Shared' });
    await settle({ ...world, simulator: first });
    await settle({ ...world, simulator: second });
    const share = (operator: Simulator) =>
      crowd.filter((to) => operator.inbox(to).messages.length === 1).length;
    expect(share(first) + share(second)).toBe(400);
    // Three in four of 400, give or take five standard deviations.
    expect(Math.abs(share(first) - 300)).toBeLessThan(44);
  });

  test('stand in for each other while a bind is down, by priority', async () => {
    const client = await customerWith([
      { to: 'first', priority: 1 },
      { to: 'second', priority: 2 },
    ]);
    expect(await send(client, '254722')).toBe('first');
    first.setBehaviour({ refuseBinds: { status: 'ESME_RSYSERR' } });
    first.dropLinks();
    await waitForConnector(world, connectors.first, false);
    expect(await send(client, '254722')).toBe('second');
    first.setBehaviour({ refuseBinds: null });
    await waitForConnector(world, connectors.first);
    expect(await send(client, '254722')).toBe('first');
  });

  test('keep what waits for the only way until it is up again', async () => {
    const client = await customerWith([{ to: 'first' }]);
    first.setBehaviour({ refuseBinds: { status: 'ESME_RSYSERR' } });
    first.dropLinks();
    await waitForConnector(world, connectors.first, false);
    const to = '254722999999';
    expect(await client.send({ from: 'TIARA', to, message: 'Later' })).toMatchObject({ status: 'SUCCESS' });
    const { rows } = await world.pool.query('select connector_id from mt_queue');
    expect(rows).toEqual([{ connector_id: connectors.first }]);
    first.setBehaviour({ refuseBinds: null });
    await settle({ ...world, simulator: first });
    expect(first.inbox(to).messages).toMatchObject([{ text: 'Later' }]);
  });

  test('are switched off and on by an administrator, and nobody else', async () => {
    const client = await customerWith([
      { to: 'first', priority: 1 },
      { to: 'second', priority: 2 },
    ]);
    expect((await client.post(`/api/v1/connectors/${connectors.first}/disable`, {})).statusCode).toBe(403);
    expect(await send(client, '254722')).toBe('first');
    await switchConnector('disable', 'first');
    expect(first.state().binds).toEqual([]);
    expect(await send(client, '254722')).toBe('second');
    await switchConnector('disable', 'second');
    expect(await send(client, '254722')).toBe('No route to the destination.');
    await switchConnector('enable', 'first');
    await switchConnector('enable', 'second');
    expect(await send(client, '254722')).toBe('first');
  });

  test('lose nothing that waited when one is switched off', async () => {
    const client = await customerWith([{ to: 'first' }]);
    first.setBehaviour({ latency: 100 });
    const crowd = Array.from({ length: 300 }, (_, index) => `2547226${String(index).padStart(5, '0')}`);
    await client.post('/api/messaging/sendbatch', { from: 'TIARA', to: crowd, message: 'Wait' });
    await switchConnector('disable', 'first');
    first.setBehaviour({ latency: null });
    await switchConnector('enable', 'first');
    await settle({ ...world, simulator: first });
    expect(crowd.map((to) => first.inbox(to).messages.length)).toEqual(crowd.map(() => 1));
  });

  test('and the store keeps its promises', () => checkPromises(world.pool));
});
