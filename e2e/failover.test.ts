import { type Simulator, startSimulator } from '@ujumbe/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { addOperator, PRICE } from './provision.ts';
import { settle } from './settle.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

const WINDOW = 20;
const NOBODY_IN = { refuseBinds: { status: 'ESME_RSYSERR' } };

describe('an operator that goes down while messages wait for it', () => {
  let world: World;
  let first: Simulator;
  let second: Simulator;
  let reserve: number;

  beforeEach(async () => {
    world = await startWorld({ operator: { window: WINDOW, settings: { failoverAfter: 1 } } });
    first = world.simulator;
    second = await startSimulator();
    reserve = await addOperator(world.pool, { smscPort: second.smscPort });
    await world.pool.query(
      `with preferred as (update routes set priority = 1)
       insert into routes (account_id, connector_id, priority) values ($1, $2, 2)`,
      [world.customer.accountId, reserve],
    );
    await waitForConnector(world, world.customer.connectorId);
    await waitForConnector(world, reserve);
  });
  afterEach(async () => {
    await world.close();
    await second.stop();
  });

  /** Accepts a crowd for the first operator, every tenth message a long one. */
  async function sendCrowd(size: number): Promise<string[]> {
    const crowd = Array.from({ length: size }, freshNumber);
    const batch = crowd.map((to, index) => ({
      from: 'TIARA',
      to,
      message: index % 10 === 0 ? `To ${to} ${'word '.repeat(40)}` : `To ${to}`,
    }));
    const { statusCode } = await world.client.post('/api/messaging/sendbatch', batch);
    expect(statusCode).toBe(200);
    return crowd;
  }

  const takeDown = async () => {
    first.setBehaviour(NOBODY_IN);
    first.dropLinks();
    await waitForConnector(world, world.customer.connectorId, false);
  };

  /** What one operator's phones show of a crowd: how many messages each. */
  const shown = (operator: Simulator, crowd: readonly string[]) =>
    crowd.map((to) => operator.inbox(to).messages.length);

  const moved = async () =>
    (await world.pool.query(`select from message_events where kind = 'moved'`)).rowCount ?? 0;

  /** The customer paid for every part once, whoever sent it. */
  async function checkBooks(size: number): Promise<void> {
    const parts = size + size / 10;
    const { rows } = await world.pool.query(
      `select (select sum(price) from messages) as prices, (select -sum(amount) from ledger where kind <> 'topup') as charged`,
    );
    expect(rows).toEqual([{ prices: String(parts * PRICE), charged: String(parts * PRICE) }]);
    await checkPromises(world.pool);
  }

  test('loses them to the other, which delivers all of them once', { timeout: 60_000 }, async () => {
    const size = 1000;
    // It asks for less all the time: everything waits, and nothing of it can have been taken.
    first.setBehaviour({ throttle: { percent: 100 } });
    const crowd = await sendCrowd(size);
    await waitUntil(
      () => first.stats.submits > 0,
      () => 'nothing was tried',
    );
    await takeDown();
    await settle({ ...world, simulator: second }, { timeoutMs: 30_000 });
    expect(shown(second, crowd)).toEqual(crowd.map(() => 1));
    expect(shown(first, crowd)).toEqual(crowd.map(() => 0));
    expect(first.callbacks()).toHaveLength(size);
    expect(await moved()).toBe(size);
    const { rows } = await world.pool.query(
      'select distinct connector_id, possible_duplicate, state from messages',
    );
    expect(rows).toEqual([{ connector_id: reserve, possible_duplicate: false, state: 60 }]);

    const { body: list } = await world.client.get('/api/v1/messages?limit=1');
    const { id } = (list as { items: { id: string }[] }).items[0] as { id: string };
    const { body } = await world.client.get(`/api/v1/messages/${id}`);
    const [was, now] = (
      await world.pool.query<{ name: string }>('select name from connectors order by id')
    ).rows.map(({ name }) => name);
    expect((body as { timeline: unknown[] }).timeline).toContainEqual(
      expect.objectContaining({ kind: 'moved', detail: `from ${was} to ${now}: ${was} was down` }),
    );
    const metrics = await (await fetch(`${world.gateway.baseUrl}/metrics`)).text();
    expect(metrics).toContain(`ujumbe_failovers_total{operator="${was}",to="${now}"} ${size}\n`);
    expect(world.gateway.log).toContain('were moved to another one');
    await checkBooks(size);
  });

  test('keeps what it may have taken, and sends that when it is back', { timeout: 60_000 }, async () => {
    const size = 600;
    first.setBehaviour({ latency: 150 });
    const crowd = await sendCrowd(size);
    await waitUntil(
      () => crowd.some((to) => first.inbox(to).messages.length > 0),
      () => 'nothing was delivered',
    );
    await takeDown();
    await waitUntil(
      async () => (await moved()) > 0 && (await owed()) <= WINDOW,
      () => `too much still waits\n${world.gateway.log}`,
    );
    first.setBehaviour({ refuseBinds: null, latency: null });
    await settle({ ...world, simulator: first }, { answersWereLost: true });
    await settle({ ...world, simulator: second }, { answersWereLost: true });
    const { rows } = await world.pool.query<{ msisdn: string; connector: number; flagged: boolean }>(
      'select msisdn, connector_id as connector, possible_duplicate as flagged from messages',
    );
    for (const { msisdn, connector, flagged } of rows) {
      const had = [first, second].map((operator) => operator.inbox(msisdn).messages.length);
      if (connector === reserve) expect(had, msisdn).toEqual([0, 1]);
      else expect(had, msisdn).toEqual([flagged ? expect.toBeOneOf([1, 2]) : 1, 0]);
    }
    expect(rows.filter(({ connector }) => connector === reserve)).toHaveLength(await moved());
    expect(rows.filter(({ flagged }) => flagged).length).toBeLessThanOrEqual(WINDOW);
    expect(first.callbacks().length).toBe(size);
    await checkBooks(size);
  });

  test('and a gateway that is killed while it moves them', { timeout: 90_000 }, async () => {
    const size = 3000;
    first.setBehaviour({ throttle: { percent: 100 } });
    second.setBehaviour({ latency: 20 });
    const crowd = [...(await sendCrowd(1000)), ...(await sendCrowd(1000)), ...(await sendCrowd(1000))];
    await takeDown();
    await waitUntil(
      async () => (await moved()) > 0,
      () => `nothing was moved\n${world.gateway.log}`,
    );
    await world.gateway.signal('SIGKILL');
    const atKill = await moved();
    await world.gateway.start();
    await waitUntil(
      async () => (await owed()) === (await stuck()),
      () => `not all were moved\n${world.gateway.log}`,
      60_000,
    );
    first.setBehaviour({ refuseBinds: null, throttle: null });
    await settle({ ...world, simulator: first }, { timeoutMs: 30_000, answersWereLost: true });
    await settle({ ...world, simulator: second }, { timeoutMs: 30_000, answersWereLost: true });
    const flagged = new Set(
      (await world.pool.query('select msisdn from messages where possible_duplicate')).rows.map(
        ({ msisdn }) => msisdn as string,
      ),
    );
    const had = crowd.map((to) => ({
      to,
      times: first.inbox(to).messages.length + second.inbox(to).messages.length,
    }));
    expect(had.filter(({ times }) => times === 0)).toEqual([]);
    expect(had.filter(({ to, times }) => times > 1 && !flagged.has(to))).toEqual([]);
    expect(first.callbacks().length).toBe(size);
    console.log(`${atKill} moved before the kill, ${await moved()} in all, ${flagged.size} flagged`);
    await checkBooks(size);
  });

  const count = async (sql: string) => Number((await world.pool.query(sql)).rows[0]?.count);
  const owed = () => count('select count(*) from mt_queue');
  /** Waits for the first operator because a crash left it marked as perhaps sent. */
  const stuck = () =>
    count(
      `select count(*) from mt_queue q join messages m on m.id = q.message_id
       where q.connector_id = ${world.customer.connectorId} and (q.released or m.possible_duplicate)`,
    );
});
