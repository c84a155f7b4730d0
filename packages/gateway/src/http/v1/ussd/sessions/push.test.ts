import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpDeps } from '#http/deps.ts';
import { type HttpWorld, openHttpWorld } from '../../../../../test/http-world.ts';
import { scopes } from '../../../access.ts';

type Push = HttpDeps['pushUssd'];
type Pushed = Awaited<ReturnType<Push>>;

let world: HttpWorld;

beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());

const asked = { msisdn: '0712 345 678', code: '*384*12#', connector: 1 };

async function push(pushUssd: Push, { body = asked as object, wish = {} } = {}) {
  const account = await world.addAccount(wish);
  const answer = await world.server({ deps: { pushUssd } }).inject({
    method: 'POST',
    url: '/api/v1/ussd/sessions',
    headers: { authorization: `Bearer ${account.key}` },
    payload: body,
  });
  return { account, status: answer.statusCode, body: answer.json() };
}

test.each<[Pushed, number, object]>([
  [
    { kind: 'shown', sessionId: '176374860033500000', reply: { action: 'con', text: 'Hi' } },
    200,
    { id: '176374860033500000', action: 'con', text: 'Hi' },
  ],
  [
    { kind: 'no-application' },
    404,
    { detail: expect.stringContaining('*384*12# leads to no application of yours') },
  ],
  [{ kind: 'no-screen', sessionId: '1' }, 502, { detail: expect.stringContaining('Session 1 tells why.') }],
  [
    { kind: 'not-shown', sessionId: '1', why: 'The operator refused it.' },
    502,
    { detail: 'The operator refused it.' },
  ],
  [{ kind: 'not-possible', why: 'It is no operator.' }, 409, { detail: 'It is no operator.' }],
])('%j is answered %i', async (pushed, status, body) => {
  expect(await push(async () => pushed)).toMatchObject({ status, body });
});

test('a customer begins sessions with its own codes, an admin with any', async () => {
  const calls: Parameters<Push>[] = [];
  const note: Push = async (...call) => {
    calls.push(call);
    return { kind: 'no-application' };
  };
  const { account } = await push(note);
  await push(note, { wish: { scopes } });
  const msisdn = '254712345678';
  expect(calls).toEqual([
    [1, { msisdn, dialled: '*384*12#', reach: { accountId: account.id, connectorId: 1 } }],
    [1, { msisdn, dialled: '*384*12#', reach: { accountId: null, connectorId: 1 } }],
  ]);
});

test('nothing is begun for what is no number, or without an operator', async () => {
  const never: Push = () => Promise.reject(new Error('asked'));
  for (const body of [
    { ...asked, msisdn: 'nobody' },
    { msisdn: asked.msisdn, code: asked.code },
  ])
    expect((await push(never, { body })).status).toBe(422);
});
