import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addOptOut } from '#store/opt-outs.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';

let world: HttpWorld;
let account: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  account = await world.addAccount();
});
afterAll(() => world.close());

async function ask(body: Record<string, unknown>, key = account.key) {
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/v1/policy/explain',
    headers: { authorization: `Bearer ${key}` },
    payload: body,
  });
  return { status: answer.statusCode, body: answer.json() };
}

describe('explain', () => {
  test('tells of every rule', async () => {
    const { status, body } = await ask({
      to: '0712 000 001',
      sender: 'TIARA',
      what: 'reminder',
      at: '2026-11-23T20:00:00Z',
      text: 'Karibu',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      verdict: 'later',
      at: '2026-11-24T05:00:00.000Z',
      country: 'KE',
      text: 'Karibu',
    });
    const rules = body.rules.map(({ rule }: { rule: string }) => rule);
    expect(new Set(rules)).toEqual(new Set(['country', 'sender', 'opt-out', 'consent', 'hours', 'suffix']));
  });

  test('knows opt-outs and consents of the account', async () => {
    await addOptOut(world.pool, {
      accountId: account.id,
      msisdn: '254712000002',
      sender: null,
      source: 'mo',
      wording: 'STOP',
    });
    const { body } = await ask({ to: '254712000002', sender: 'TIARA' });
    expect(body).toMatchObject({ verdict: 'never', at: null });
    const stranger = await world.addAccount();
    expect((await ask({ to: '254712000002', sender: 'TIARA' }, stranger.key)).body.verdict).toBe('now');
  });

  test('wants a number, and a kind that there is', async () => {
    expect(await ask({ to: 'nobody', sender: 'TIARA' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'to', message: '"nobody" is not a mobile number' }] },
    });
    expect((await ask({ to: '0712000001', sender: 'TIARA', what: 'spam' })).status).toBe(422);
    expect((await ask({ to: '0712000001' })).status).toBe(422);
  });
});

describe('consents', () => {
  const read = async (msisdn: string) => {
    const answer = await world.app.inject({
      url: `/api/v1/consents?msisdn=${encodeURIComponent(msisdn)}`,
      headers: { authorization: `Bearer ${account.key}` },
    });
    return { status: answer.statusCode, body: answer.json() };
  };

  test('are read in any spelling of the number', async () => {
    await addOptOut(world.pool, {
      accountId: account.id,
      msisdn: '254712000003',
      sender: 'TIARA',
      source: 'mo',
      wording: 'STOP TIARA',
    });
    expect(await read('+254 712 000 003')).toMatchObject({
      status: 200,
      body: {
        items: [
          { purpose: 'messages:TIARA', given: false, wording: 'STOP TIARA', source: 'mo', runId: null },
        ],
      },
    });
    expect((await read('0712000009')).body).toEqual({ items: [] });
  });

  test('of no number are none', async () => {
    expect(await read('nobody')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'msisdn', message: '"nobody" is not a phone number' }] },
    });
  });
});
