import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshNumber } from './load.ts';
import { addUssdApp } from './provision-ussd.ts';
import { addSmppFront, waitForCode } from './ussd-world.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

describe('a session that we begin', () => {
  let world: World;
  let connector: number;
  beforeAll(async () => {
    world = await startWorld();
    const { simulator, pool, customer } = world;
    await pool.query(
      `update api_keys set scopes = scopes || '{ussd:read,ussd:write}' where account_id = $1`,
      [customer.accountId],
    );
    simulator.setUssdScript({
      '': 'CON How was the visit?\n1. Good\n2. Bad',
      '1': 'END Thank you',
      '2': 'END We are sorry',
    });
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: ['*123*1#'],
      settings: { url: simulator.ussdUrl },
    });
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: ['*123*2#'],
      kind: 'script',
      settings: { code: 'function main() { sendReply("Water comes at noon."); }' },
    });
    await addUssdApp(pool, {
      accountId: customer.accountId,
      codes: ['*123*3#'],
      settings: { url: 'http://127.0.0.1:1/' },
    });
    connector = await addSmppFront(world, 'operator', 'generic');
    await waitForConnector(world, connector);
    await waitForCode(world, '*123*1#', 'operator');
  });
  afterAll(() => world.close());

  async function push(msisdn: string, code: string, by = connector) {
    const { statusCode, body } = await world.client.post('/api/v1/ussd/sessions', {
      msisdn,
      code,
      connector: by,
    });
    return { status: statusCode, body: body as { id: string; detail: string } };
  }
  const sessionOf = async (id: string) => (await world.client.get(`/api/v1/ussd/sessions/${id}`)).body;

  test('appears on the phone, is answered, and goes on like any other', async () => {
    const { ussd } = world.simulator;
    const phone = freshNumber();
    const { status, body } = await push(`+${phone}`, '*123*1#');
    expect([status, body]).toEqual([
      200,
      { id: body.id, action: 'con', text: 'How was the visit?\n1. Good\n2. Bad' },
    ]);
    expect(ussd.phone(phone).screen).toEqual({ text: 'How was the visit?\n1. Good\n2. Bad', open: true });
    expect(await ussd.answer(phone, '2')).toEqual({ text: 'We are sorry', open: false });
    expect(await sessionOf(body.id)).toMatchObject({
      state: 'complete',
      pushed: true,
      transcript: [
        { input: null, action: 'con' },
        { input: '2', action: 'end', screen: 'We are sorry' },
      ],
    });
  });

  test('that only tells something needs no answer', async () => {
    const phone = freshNumber();
    const { status, body } = await push(phone, '*123*2#');
    expect([status, body]).toEqual([200, { id: body.id, action: 'end', text: 'Water comes at noon.' }]);
    expect(world.simulator.ussd.phone(phone).screen).toMatchObject({ text: 'Water comes at noon.' });
  });

  test('shows nothing where the application fails', async () => {
    const phone = freshNumber();
    const { status, body } = await push(phone, '*123*3#');
    expect([status, body.detail]).toEqual([502, expect.stringContaining('nothing was shown')]);
    expect(world.simulator.ussd.phone(phone).history).toEqual([]);
  });

  test.each([
    ['a code of nobody', '*999#', undefined, 404],
    ['an operator without USSD', '*123*1#', 'sms', 409],
  ])('is refused for %s', async (_label, code, which, expected) => {
    const { status, body } = await push(
      freshNumber(),
      code,
      which === 'sms' ? world.customer.connectorId : connector,
    );
    expect([status, body.detail]).toEqual([expected, expect.stringMatching(/^\P{Cc}{20,}$/u)]);
  });

  test('says so where the operator does not take it', async () => {
    const { simulator } = world;
    const phone = freshNumber();
    simulator.setBehaviour({ errors: [{ percent: 100, status: 'ESME_RINVDSTADR' }] } as never, {
      prefix: phone,
    });
    const { status, body } = await push(phone, '*123*1#');
    expect([status, body.detail]).toEqual([502, expect.stringContaining('ESME_RINVDSTADR')]);
    const { rows } = await world.pool.query(
      'select end_reason as reason from ussd_sessions where msisdn = $1',
      [phone],
    );
    expect(rows).toEqual([{ reason: 'network' }]);
  });
});
