import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatewayProcess } from './gateway-process.ts';
import { freshNumber } from './load.ts';
import { addUssdApp } from './provision-ussd.ts';
import { addFront, waitForCode } from './ussd-world.ts';
import { startWorld, type World } from './world.ts';

/** As the API's document has it, spaces and written-out line feed included. */
const documented = {
  '': '     CON Welcome to ABC\\n Please enter your name',
  '...': '     END Thank you for registering',
};

describe('a session from a phone to a customer’s application and back', () => {
  let world: World;
  let second: GatewayProcess;
  let token: string;

  beforeAll(async () => {
    world = await startWorld();
    const { simulator, pool, customer, database } = world;
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: ['*123*12#'],
      settings: { url: simulator.ussdUrl },
    });
    token = await addFront(world, 'operator', { adapter: 'truroute-xml' });
    second = await GatewayProcess.prepare({ databaseUrl: database.url, node: 'second' });
    await second.start();
    await waitForCode(world, '*123*12#', 'operator');
  });
  afterAll(async () => {
    await second.remove();
    await world.close();
  });
  beforeEach(() => world.simulator.setUssdScript(documented));

  const bodies = (phone: string) =>
    world.simulator
      .ussdHops()
      .filter(({ request }) => request.msisdn === phone)
      .map(({ rawBody }) => rawBody);
  const sessionOf = async (phone: string) => {
    const { rows } = await world.pool.query(
      'select id::text, hops, end_reason as reason from ussd_sessions where msisdn = $1',
      [phone],
    );
    return rows as { id: string; hops: number; reason: string | null }[];
  };

  test('is told as documented, to the byte', async () => {
    const { simulator } = world;
    const phone = freshNumber();
    expect(await simulator.ussd.dial(phone, '*123*12#', 'operator')).toEqual({
      text: 'Welcome to ABC\n Please enter your name',
      open: true,
    });
    expect(await simulator.ussd.answer(phone, 'Amina W.')).toEqual({
      text: 'Thank you for registering',
      open: false,
    });
    const [{ id } = { id: '' }] = await sessionOf(phone);
    expect(id).toMatch(/^\d{9,18}$/);
    const rest = 'serviceCode=*123*12%23&countryCode=254&network=Safaricom+KE';
    expect(bodies(phone)).toEqual([
      `msisdn=${phone}&sessionId=${id}&input=&${rest}`,
      `msisdn=${phone}&sessionId=${id}&input=Amina+W.&${rest}`,
    ]);
    const [hop] = simulator.ussdHops().filter(({ request }) => request.msisdn === phone);
    expect(hop?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('U14 goes on at another process in the middle', async () => {
    const { simulator, gateway } = world;
    simulator.setUssdScript(({ input }) => `CON so far: ${input}`);
    const phone = freshNumber();
    await simulator.ussd.dial(phone, '*123*12#', 'operator');
    simulator.ussd.moveFront('operator', `${second.baseUrl}/ussd/${token}`);
    expect(await simulator.ussd.answer(phone, '1')).toMatchObject({ text: 'so far: 1' });
    simulator.ussd.moveFront('operator', `${gateway.baseUrl}/ussd/${token}`);
    expect(await simulator.ussd.answer(phone, '2')).toMatchObject({ text: 'so far: 1*2' });
    expect(await sessionOf(phone)).toMatchObject([{ hops: 3, reason: null }]);
    expect(new Set(bodies(phone).map((body) => new URLSearchParams(body).get('sessionId'))).size).toBe(1);
  });

  test('U18 is answered once though the operator asks two processes at the same time', async () => {
    const { simulator, gateway } = world;
    simulator.setUssdScript(async ({ input }) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return `CON so far: ${input}`;
    });
    const phone = freshNumber();
    await simulator.ussd.dial(phone, '*123*12#', 'operator');
    const answers = simulator.ussd.answer(phone, '7');
    simulator.ussd.moveFront('operator', `${second.baseUrl}/ussd/${token}`);
    const again = simulator.ussd.repeat(phone);
    expect(await Promise.all([answers, again])).toEqual(new Array(2).fill({ text: 'so far: 7', open: true }));
    simulator.ussd.moveFront('operator', `${gateway.baseUrl}/ussd/${token}`);
    expect(bodies(phone)).toHaveLength(2);
  });

  test('U12 is over when the subscriber says nothing, and the memory of it goes', async () => {
    const { simulator, pool } = world;
    const phone = freshNumber();
    await simulator.ussd.dial(phone, '*123*12#', 'operator');
    await pool.query(`update ussd_sessions set expires_at = now() - interval '1 minute' where msisdn = $1`, [
      phone,
    ]);
    await expect.poll(async () => (await sessionOf(phone))[0]?.reason, { timeout: 15_000 }).toBe('timeout');
    const { rows } = await pool.query('select memory from ussd_sessions where msisdn = $1', [phone]);
    expect(rows).toEqual([{ memory: null }]);
    expect(await simulator.ussd.answer(phone, 'late')).toEqual({
      text: 'Your session has expired. Please dial again.',
      open: false,
    });
  });

  test('needs one key on all processes', async () => {
    const stranger = await GatewayProcess.prepare({
      databaseUrl: world.database.url,
      node: 'stranger',
      config: { sealingKey: randomBytes(32).toString('base64') },
    });
    await expect(stranger.start()).rejects.toThrow('Another node of this database seals with another key.');
    await stranger.remove();
  });

  test('and the log holds neither number nor entry', () => {
    for (const { wholeLog } of [world.gateway, second])
      expect(wholeLog.join('\n')).not.toMatch(/2547\d{8}|Amina/);
  });
});
