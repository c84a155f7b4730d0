import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { timeInNairobi } from './expected-dlr.ts';
import { freshNumber } from './load.ts';
import cases from './mo.cases.json' with { type: 'json' };
import { settle } from './settle.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

type Case = {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  /** How the operator delivers it. */
  readonly delivery?: Record<string, unknown>;
};

describe('what subscribers send', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ operator: { settings: { sessions: 2 }, moreScopes: ['admin'] } });
    const { pool, customer, simulator } = world;
    await pool.query(
      `insert into mo_routes (address, keyword, account_id, url) values ('22141', 'KURA', $1, $2), ('22141', 'KURA MOJA', $1, $3)`,
      [customer.accountId, `${simulator.sinkUrl}/votes`, `${simulator.sinkUrl}/first`],
    );
    await waitForConnector(world, customer.connectorId);
    await waitUntil(
      () => simulator.state().binds.length === 2,
      () => 'two sessions are not bound',
    );
    await waitForRoutes();
  });
  afterAll(() => world.close());

  /** Routes that were added after the start are known when one of them has been used. */
  async function waitForRoutes(): Promise<void> {
    const { simulator } = world;
    await waitUntil(
      async () => {
        await simulator.sendMo({ from: freshNumber(), to: '22141', text: `kura moja ${randomUUID()}` });
        await settle(world);
        return simulator.callbacks({ path: '/first' }).length > 0;
      },
      () => 'the routes are not known',
    );
  }

  async function expectedBody(from: string, message: string): Promise<string> {
    const { rows } = await world.pool.query<{ number: string }>('select number from mo where source = $1', [
      from,
    ]);
    expect(rows).toHaveLength(1);
    return JSON.stringify({
      msgId: rows[0]?.number,
      from,
      to: '22141',
      refId: 'null',
      message,
      linkId: 'smpp',
      receiveTime: await timeInNairobi(
        world.pool,
        'select received_at as at from mo where source = $1',
        from,
      ),
    });
  }

  test.each(cases as Case[])('$id $label', async ({ text, delivery }) => {
    const { simulator } = world;
    const from = freshNumber();
    const { state } = await simulator.sendMo({ from, to: '22141', text, ...delivery });
    expect(state).toBe('accepted');
    await settle(world);
    const [callback, ...others] = simulator.callbacks({ contains: from });
    expect(others).toEqual([]);
    expect(callback).toMatchObject({ method: 'POST', url: '/mo', body: await expectedBody(from, text) });
    expect(callback?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(callback?.body ?? '').message).toBe(text);
  });

  test('M07 are told once when the operator repeats what it got no answer for', async () => {
    const { simulator } = world;
    const from = freshNumber();
    await simulator.sendMo({ from, to: '22141', text: 'Once' });
    await settle(world);
    simulator.dropLinks();
    await simulator.sendMo({ from, to: '22141', text: 'Once' });
    await settle(world);
    expect(simulator.callbacks({ contains: from })).toHaveLength(1);
  });

  test('are told as often as they were sent, though the words are the same', async () => {
    const { simulator } = world;
    const from = freshNumber();
    for (let answer = 0; answer < 3; answer++) await simulator.sendMo({ from, to: '22141', text: '1' });
    await settle(world);
    expect(simulator.callbacks({ contains: from })).toHaveLength(3);
  });

  test('go to the address of their keyword, the longest first, as whole words in any case', async () => {
    const { simulator } = world;
    const sent = [
      ['Kura  moja', '/first'],
      ['kura mojaa', '/votes'],
      ['KURA', '/votes'],
      ['kurani', '/mo'],
      ['moja kura', '/mo'],
    ].map(([text, url]) => ({ from: freshNumber(), text: text as string, url }));
    for (const { from, text } of sent) await simulator.sendMo({ from, to: '22141', text });
    await settle(world);
    const urls = sent.map(({ from }) => simulator.callbacks({ contains: from }).map(({ url }) => url));
    expect(urls).toEqual(sent.map(({ url }) => [url]));
  });

  test('are kept when nobody claims the address', async () => {
    const { simulator, pool } = world;
    const from = freshNumber();
    expect(await simulator.sendMo({ from, to: '40404', text: 'Anybody?' })).toMatchObject({
      state: 'accepted',
    });
    await settle(world);
    const { rows } = await pool.query(
      `select account_id, destination, convert_from(body, 'utf8') as text, callback_at from mo where source = $1`,
      [from],
    );
    expect(rows).toEqual([{ account_id: null, destination: '40404', text: 'Anybody?', callback_at: null }]);
    expect(simulator.callbacks({ contains: from })).toEqual([]);
  });

  test('are seen through v1 by their owner, and those of nobody by who runs the gateway', async () => {
    const { simulator, client } = world;
    const from = freshNumber();
    await simulator.sendMo({ from, to: '22141', text: 'Mine', parts: 2 });
    await simulator.sendMo({ from, to: '40404', text: 'Whose?' });
    await settle(world);
    const list = async (query: string) => {
      const { statusCode, body } = await client.get(`/api/v1/received-messages?from=${from}${query}`);
      expect(statusCode).toBe(200);
      return (body as { items: Record<string, unknown>[] }).items;
    };
    const [callback] = simulator.callbacks({ contains: from });
    const number = JSON.parse(callback?.body ?? '').msgId as string;
    expect(await list('')).toMatchObject([
      { number, from, to: '22141', text: 'Mine', incomplete: false, callbackAt: expect.any(String) },
    ]);
    expect(await list('&unrouted=true')).toMatchObject([
      { from, to: '40404', text: 'Whose?', callbackAt: null, connector: expect.stringMatching(/^operator /) },
    ]);
  });

  test('STOP ends messages at once and is forwarded, START begins them again', async () => {
    const { simulator, client } = world;
    const from = freshNumber();
    const other = freshNumber();
    const send = (to: string, sender: string) => client.send({ from: sender, to, message: 'Offer' });
    const say = async (text: string) => {
      await simulator.sendMo({ from, to: '22141', text });
      await settle(world);
    };
    expect(await send(from, 'TIARA')).toMatchObject({ statusCode: '0' });
    await say('Stop');
    expect(await send(from, 'TIARA')).toMatchObject({
      status: 'FAILED',
      statusCode: '1007',
      desc: 'Recipient has opted out.',
      cost: 'KES 0',
    });
    expect(await send(from, '22141')).toMatchObject({ statusCode: '1007' });
    expect(await send(other, 'TIARA')).toMatchObject({ statusCode: '0' });
    await say('START');
    expect(await send(from, 'TIARA')).toMatchObject({ statusCode: '0' });
    await say('acha TIARA');
    expect(await send(from, 'TIARA')).toMatchObject({ statusCode: '1007' });
    expect(await send(from, '22141')).toMatchObject({ statusCode: '0' });
    await settle(world);
    const told = simulator
      .callbacks({ path: '/mo', contains: from })
      .map(({ body }) => JSON.parse(body).message);
    expect(told).toEqual(['Stop', 'START', 'acha TIARA']);
    expect(simulator.inbox(from).messages).toHaveLength(3);
  });

  test('and the store keeps its promises', () => checkPromises(world.pool));
});

describe('an answer to what a subscriber sent', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      simulator: { behaviours: { latency: 20 } },
      operator: { window: 1 },
    });
  });
  afterAll(() => world.close());

  test('does not wait behind a batch', async () => {
    const { simulator, client } = world;
    const crowd = Array.from({ length: 100 }, freshNumber);
    await client.post('/api/messaging/sendbatch', { from: 'TIARA', to: crowd, message: 'To all' });
    const to = freshNumber();
    const answer = await client.send({
      from: '22141',
      to,
      message: 'To you',
      linkId: '00182816930079890584',
    });
    expect(answer).toMatchObject({ status: 'SUCCESS' });
    await settle(world);
    const order = simulator.submits().map((submit) => submit.to);
    expect(order).toHaveLength(101);
    expect(order.indexOf(to)).toBeLessThan(100);
    expect(order.filter((number) => number !== to)).toEqual(crowd);
    await checkPromises(world.pool);
  });
});
