import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../../test/http-world.ts';
import { scopes } from '../../../access.ts';
import { addAppWithCode, ask } from '../test-ask.ts';

let world: HttpWorld;
let ours: TestAccount;
let theirs: TestAccount;
let admin: TestAccount;
let code: string;

beforeAll(async () => {
  world = await openHttpWorld();
  ours = await world.addAccount();
  theirs = await world.addAccount();
  admin = await world.addAccount({ scopes });
  ({ code } = await addAppWithCode(world, ours, admin));
});
afterAll(() => world.close());

const msisdn = '254700000001';
const dial = (account: TestAccount, dialled = code, more: object = {}) =>
  ask(world, account, 'POST /simulator/dial', { msisdn, code: dialled, ...more });
const answer = (account: TestAccount, session: string, text: string, step?: string) =>
  ask(world, account, 'POST /simulator/answer', { session, text, ...(step === undefined ? {} : { step }) });
const hangUp = (account: TestAccount, session: string) =>
  ask(world, account, 'POST /simulator/hang-up', { session });

const expired = { action: 'end', text: 'Your session has expired. Please dial again.' };
const invalid = { action: 'end', text: 'Invalid code.' };

test('a session is dialled, answered and comes to its end, and equal answers in a row are two', async () => {
  const begun = await dial(ours);
  expect(begun).toMatchObject({ status: 200, body: { action: 'con', text: 'Welcome\n1. Go on\n0. Leave' } });
  const { session } = begun.body;
  expect((await answer(ours, session, '1')).body).toMatchObject({
    session,
    action: 'con',
    text: 'You entered 1',
  });
  expect((await answer(ours, session, '1')).body).toMatchObject({ action: 'con', text: 'You entered 1, 1' });
  expect((await answer(ours, session, '')).body.text).toBe('You entered 1, 1, ');
  expect((await answer(ours, session, '0')).body).toMatchObject({
    action: 'end',
    text: 'You entered 1, 1, , 0',
  });
  expect((await answer(ours, session, '1')).body).toMatchObject(expired);
});

test('an answer with the step of the one before shows the same screen and asks nothing', async () => {
  const { session } = (await dial(ours)).body;
  const first = await answer(ours, session, '1', 'a');
  expect(first.body).toEqual({ session, step: 'a', action: 'con', text: 'You entered 1' });
  expect((await answer(ours, session, '1', 'a')).body).toEqual(first.body);
  expect((await answer(ours, session, '1', 'b')).body.text).toBe('You entered 1, 1');
});

test('who hangs up is gone, and may do so twice', async () => {
  const { session } = (await dial(ours)).body;
  expect((await hangUp(ours, session)).status).toBe(204);
  expect((await hangUp(ours, session)).status).toBe(204);
  expect((await answer(ours, session, '1')).body).toMatchObject(expired);
});

test('a session of another account is neither answered nor ended', async () => {
  const { session } = (await dial(ours)).body;
  for (const other of [theirs, admin]) {
    expect((await answer(other, session, '1')).body).toMatchObject(expired);
    expect((await hangUp(other, session)).status).toBe(204);
  }
  expect((await answer(ours, session, '1')).body.text).toBe('You entered 1');
});

test('codes of other accounts are invalid, but for an admin, and nothing tells them from none', async () => {
  const foreign = await dial(theirs);
  const nobodys = await dial(theirs, '*999999#');
  for (const { status, body } of [foreign, nobodys, await dial(theirs, 'menu'), await dial(theirs, '\0')])
    expect([status, body]).toMatchObject([200, invalid]);
  expect((await dial(admin)).body.action).toBe('con');
  const { rows } = await world.pool.query(
    'select account_id from ussd_sessions where operator_session like $1',
    [`${admin.id}-%`],
  );
  expect(rows).toEqual([{ account_id: ours.id }]);
});

test('no answer dials: neither to a session that is over, nor to one that never was', async () => {
  const { session } = (await dial(theirs)).body;
  for (const name of [session, '0-0123456789012345678901'])
    expect((await answer(theirs, name, code)).body).toMatchObject(expired);
  const own = (await dial(ours)).body.session;
  await hangUp(ours, own);
  expect((await answer(ours, own, code)).body).toMatchObject(expired);
});

test('a code of one operator is found from here, and its own is found before that of all', async () => {
  const { appId, code: shared } = await addAppWithCode(world, ours, admin, { code: { connector: 1 } });
  expect((await dial(ours, shared)).body.action).toBe('con');
  expect((await dial(ours, shared, { connector: 1 })).body.action).toBe('con');
  expect((await dial(ours, shared, { connector: 2 })).body).toMatchObject(invalid);
  const other = await addAppWithCode(world, theirs, admin);
  await ask(world, admin, 'POST /codes', { code: other.code, appId, connector: 1 });
  expect((await dial(ours, other.code, { connector: 1 })).body.action).toBe('con');
  expect((await dial(ours, other.code, { connector: 2 })).body).toMatchObject(invalid);
});

test('a code for testers is found by their numbers only', async () => {
  const { code: secret } = await addAppWithCode(world, ours, admin, { code: { testers: ['0700 000 002'] } });
  expect((await dial(ours, secret)).body).toMatchObject(invalid);
  expect((await dial(ours, secret, { msisdn: '+254700000002' })).body.action).toBe('con');
});

test('an application that was switched off or fails is apologised for in its language', async () => {
  const { appId, code: own } = await addAppWithCode(world, ours, admin, { app: { language: 'sw' } });
  const sorry = { action: 'end', text: 'Huduma haipatikani kwa sasa. Tafadhali jaribu tena baadaye.' };
  const { session } = (await dial(ours, own)).body;
  expect((await answer(ours, session, 'boom')).body).toMatchObject(sorry);
  await ask(world, ours, `PATCH /apps/${appId}`, { enabled: false });
  expect((await dial(ours, own)).body).toMatchObject(sorry);
});

test.each([
  ['dial', { msisdn: 'nobody', code: '*1#' }, 'msisdn is not a phone number.'],
  ['dial', { msisdn }, 'code is required.'],
  ['dial', { msisdn, code: '*1#', connector: 0 }, 'connector'],
  ['answer', { session: '1-short', text: '1' }, 'session'],
  ['answer', { session: '0-0123456789012345678901', text: 'a'.repeat(183) }, 'text'],
  ['hang-up', {}, 'session is required.'],
])('%s %j is refused', async (verb, body, sentence) => {
  const refused = await ask(world, ours, `POST /simulator/${verb}`, body);
  expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining(sentence) } });
});
