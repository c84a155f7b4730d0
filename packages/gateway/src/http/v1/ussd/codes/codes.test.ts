import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../../test/http-world.ts';
import { scopes } from '../../../access.ts';
import { addAppWithCode, ask } from '../test-ask.ts';

let world: HttpWorld;
let ours: TestAccount;
let theirs: TestAccount;
let admin: TestAccount;
let appId: number;

beforeAll(async () => {
  world = await openHttpWorld();
  ours = await world.addAccount();
  theirs = await world.addAccount();
  admin = await world.addAccount({ scopes });
  ({ appId } = await addAppWithCode(world, ours, admin, { app: { name: 'Menu' } }));
});
afterAll(() => world.close());

test('a code is written one way, and its testers as numbers', async () => {
  const made = await ask(world, admin, 'POST /codes', {
    code: '384*12',
    appId,
    connector: 1,
    directDial: 'replay',
    testers: ['0712 345 678', '+254700000001'],
  });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    id: made.body.id,
    code: '*384*12#',
    connector: 1,
    app: 'Menu',
    appId,
    directDial: 'replay',
    testers: ['254712345678', '254700000001'],
  });
  const changed = await ask(world, admin, `PATCH /codes/${made.body.id}`, {
    testers: [],
    directDial: 'append',
  });
  expect(changed.body).toEqual({ ...made.body, testers: [], directDial: 'append' });
  expect((await ask(world, admin, `DELETE /codes/${made.body.id}`)).status).toBe(204);
  expect((await ask(world, admin, `PATCH /codes/${made.body.id}`, {})).status).toBe(404);
});

test('a code is taken once for each operator, and once more for testers', async () => {
  const lead = (more: object = {}) => ask(world, admin, 'POST /codes', { code: '*700#', appId, ...more });
  const testers = ['254700000001'];
  expect((await lead()).status).toBe(201);
  expect((await lead({ connector: 1 })).status).toBe(201);
  const tested = await lead({ testers });
  expect(tested.status).toBe(201);
  for (const again of [{}, { connector: 1 }, { testers: ['254700000002'] }]) {
    const { status, body } = await lead(again);
    expect([status, body.detail]).toEqual([409, expect.stringMatching(/^\*700# is taken/)]);
  }
  expect((await ask(world, admin, `PATCH /codes/${tested.body.id}`, { testers: [] })).status).toBe(409);
});

test.each([
  [{ code: 'menu' }, 'code is nothing a phone dials'],
  [{ code: '*1*2a#' }, 'code is nothing a phone dials'],
  [{ appId: 999_999 }, 'appId 999999 is no USSD application.'],
  [{ connector: 77 }, 'connector 77 is no connector'],
  [{ testers: ['254700000001', 'nobody'] }, 'testers.1 is not a phone number.'],
  [{ directDial: 'later' }, 'directDial must be one of ignore, replay, append.'],
])('%j is refused', async (wrong, sentence) => {
  const answer = await ask(world, admin, 'POST /codes', { code: '*800#', appId, ...wrong });
  expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining(sentence) } });
  expect(sentence).toContain(answer.body.errors[0].field);
});

test('an account sees the codes that lead to it, an admin those of everybody', async () => {
  const mine = await addAppWithCode(world, theirs, admin);
  const codes = async (account: TestAccount, query = '') =>
    (await ask(world, account, `GET /codes${query}`)).body.items.map((item: { code: string }) => item.code);
  expect(await codes(theirs)).toEqual([mine.code]);
  expect(await codes(ours)).not.toContain(mine.code);
  expect(await codes(admin)).toEqual([]);
  expect(await codes(admin, '?everybody=true')).toEqual(expect.arrayContaining([mine.code, '*700#']));
  const refused = await ask(world, ours, 'GET /codes?everybody=true');
  expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining('admin') } });
});
