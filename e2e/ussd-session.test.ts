import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshNumber } from './load.ts';
import { addUssdApp, addUssdOperator } from './provision-ussd.ts';
import { startWorld, type World } from './world.ts';

describe('a session from a phone to a customer’s application and back', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    const { simulator, pool, customer, gateway } = world;
    const { token } = await addUssdOperator(pool, { adapter: 'africastalking' });
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: ['*123*12#'],
      settings: { url: `${simulator.ussdUrl}/ussd` },
    });
    simulator.ussd.addFront('at', {
      adapter: 'africastalking',
      url: `${gateway.baseUrl}/ussd/${token}`,
      options: { serviceCode: '*123*12#' },
    } as never);
    await new Promise((r) => setTimeout(r, 2000));
  });
  afterAll(() => world.close());

  test('shows the menu, takes the answer, and says goodbye', async () => {
    const { simulator, pool } = world;
    const phone = freshNumber();
    console.log(await simulator.ussd.dial(phone, '*123*12#', 'at'));
    console.log(await simulator.ussd.answer(phone, '2'));
    console.log(await simulator.ussd.answer(phone, '0712 000 000'));
    console.log(simulator.ussdHops().map(({ rawBody }) => rawBody));
    console.log(
      (await pool.query('select * from ussd_sessions')).rows,
      (await pool.query('select * from ussd_hops')).rows,
    );
    console.log(world.gateway.log);
    expect(1).toBe(1);
  });
});
