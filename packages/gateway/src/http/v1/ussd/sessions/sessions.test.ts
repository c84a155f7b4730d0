import { afterAll, beforeAll, expect, test } from 'vitest';
import { lowestSessionIdAt } from '#core/ussd-session-id.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../../test/http-world.ts';
import { scopes } from '../../../access.ts';
import { addAppWithCode, ask } from '../test-ask.ts';

let world: HttpWorld;
let theirs: TestAccount;
let admin: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  theirs = await world.addAccount();
  admin = await world.addAccount({ scopes });
});
afterAll(() => world.close());

const HOUR = 3_600_000;
let made = 0;

type Wish = { msisdn?: string; dialled?: string; ago?: number; end?: string | null; connectorId?: number };

/** @returns its id */
async function addSession(owner: TestAccount, appId: number, wish: Wish = {}): Promise<string> {
  const { msisdn = '254700000001', dialled = '*384#', ago = 0, end = 'complete', connectorId = 1 } = wish;
  made += 1;
  const id = String(BigInt(lowestSessionIdAt(world.now - ago)) + BigInt(made));
  const at = new Date(world.now - ago);
  await world.pool.query(
    `insert into ussd_sessions (id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network, network_code,
       started_at, last_at, expires_at, ended_at, end_reason, hops)
     values ($1, $2, gen_random_uuid()::text, $3, $4, $5, $6, $6, 'Safaricom KE', '63902', $7, $7, $7, $8, $9, 1)`,
    [id, connectorId, owner.id, appId, msisdn, dialled, at, end === null ? null : at, end],
  );
  return id;
}

async function play(owner: TestAccount, code: string, ...entries: string[]): Promise<void> {
  const dialled = { msisdn: '254700000009', code };
  const { session } = (await ask(world, owner, 'POST /simulator/dial', dialled)).body;
  for (const text of entries) await ask(world, owner, 'POST /simulator/answer', { session, text });
}

async function lastSession(owner: TestAccount) {
  const { body } = await ask(world, owner, 'GET /sessions?limit=1');
  return ask(world, owner, `GET /sessions/${body.items[0].id}`);
}

test('a session is read with what was typed and shown', async () => {
  const account = await world.addAccount();
  const { appId, code } = await addAppWithCode(world, account, admin, { app: { name: 'Menu' } });
  await play(account, code, '1', '4711', 'boom');
  const { status, body } = await lastSession(account);
  const now = new Date(world.now).toISOString();
  expect(status).toBe(200);
  expect(body).toEqual({
    id: expect.stringMatching(/^\d{18}$/),
    state: 'failed',
    msisdn: '254700000009',
    dialled: code,
    serviceCode: code,
    network: expect.any(String),
    appId,
    app: 'Menu',
    connector: null,
    pushed: false,
    hops: 4,
    startedAt: now,
    lastAt: now,
    endedAt: now,
    transcript: body.transcript,
  });
  const told = body.transcript.map((hop: Record<string, unknown>) => [
    hop.input,
    hop.screen,
    hop.action,
    hop.outcome,
    hop.log,
  ]);
  expect(told).toEqual([
    [null, 'Welcome\n1. Go on\n0. Leave', 'con', 'ok', []],
    ['1', 'You entered 1', 'con', 'ok', []],
    ['••••', 'You entered 1, 4711', 'con', 'ok', []],
    [
      'boom',
      'Service is temporarily unavailable. Please try again later.',
      'end',
      'http',
      ['HTTP status 500'],
    ],
  ]);
  expect(body.transcript[0]).toMatchObject({ at: now, appMs: 0 });
});

test('of a sensitive application nothing that was typed or shown is told', async () => {
  const account = await world.addAccount();
  const { code } = await addAppWithCode(world, account, admin, { app: { sensitive: true } });
  await play(account, code, 'secret-word', '0');
  const { body } = await lastSession(account);
  expect(body).toMatchObject({ state: 'complete', hops: 3 });
  expect(body.transcript).toHaveLength(3);
  for (const hop of body.transcript) expect(hop).toMatchObject({ input: null, screen: null, log: [] });
  expect(JSON.stringify(body)).not.toContain('secret-word');
});

test('pages go through everything once, the newest first', async () => {
  const account = await world.addAccount();
  for (let i = 0; i < 7; i += 1) await addSession(account, 1);
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await ask(world, account, `GET /sessions?limit=3${cursor && `&cursor=${cursor}`}`);
    pages.push(body.items.map((item: { id: string }) => item.id));
    cursor = body.nextCursor;
  }
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
  expect(pages.flat()).toEqual([...new Set(pages.flat())].sort().reverse());
});

test('the conditions hold, and are joined by and', async () => {
  const account = await world.addAccount();
  const live = await addSession(account, 1, { end: null });
  const longer = await addSession(account, 1, { dialled: '*384*12#', end: 'timeout' });
  const other = await addSession(account, 2, { msisdn: '254700000002', dialled: '*3845#', end: 'user' });
  const old = await addSession(account, 1, { ago: 3 * 24 * HOUR });
  await addSession(account, 1, { ago: 8 * 24 * HOUR });
  const found = async (query: string) => {
    const { body } = await ask(world, account, `GET /sessions?${query}`);
    return body.items.map((item: { id: string }) => item.id);
  };
  const ago = (days: number) => new Date(world.now - days * 24 * HOUR).toISOString();
  expect(await found('')).toEqual([other, longer, live, old]);
  for (const number of ['254700000002', '%2B254700000002', '0700%20000%20002'])
    expect(await found(`msisdn=${number}`)).toEqual([other]);
  expect(await found('app=2')).toEqual([other]);
  for (const code of ['*384%23', '384', '*384'])
    expect(await found(`code=${code}`)).toEqual([longer, live, old]);
  expect(await found('code=*384*12%23')).toEqual([longer]);
  expect(await found('state=live')).toEqual([live]);
  expect(await found('state=timeout')).toEqual([longer]);
  expect(await found('state=network')).toEqual([]);
  expect(await found(`until=${ago(2)}`)).toEqual([old]);
  expect(await found(`since=${ago(2)}&msisdn=254700000001`)).toEqual([longer, live]);
  expect(await found(`since=${ago(30)}`)).toHaveLength(5);
});

test('a session outlives its application in the list', async () => {
  const account = await world.addAccount();
  await addSession(account, 999_999, { connectorId: 99 });
  expect((await ask(world, account, 'GET /sessions')).body.items).toMatchObject([
    { app: null, connector: 99 },
  ]);
});

test('what belongs to another account is as unknown as what never was', async () => {
  const account = await world.addAccount();
  const id = await addSession(theirs, 1, { msisdn: '254700000055' });
  for (const one of [id, '1', '176374860033500000', 'nonsense', '9'.repeat(30)]) {
    const answer = await ask(world, account, `GET /sessions/${one}`);
    expect(answer).toMatchObject({ status: 404, body: { detail: 'There is no USSD session with this id.' } });
  }
  for (const query of ['', '?msisdn=254700000055', `?cursor=${'9'.repeat(18)}`, '?app=1'])
    expect((await ask(world, account, `GET /sessions${query}`)).body).toEqual({
      items: [],
      nextCursor: null,
    });
});

test('hostile texts in every parameter are neither an error of ours nor found', async () => {
  const account = await world.addAccount();
  await addSession(account, 1);
  const texts = ["'", "' or 1=1 --", '\0', '$1', '%', '*%#', '9'.repeat(40), 'a'.repeat(3_000)];
  for (const text of texts.map(encodeURIComponent)) {
    for (const name of ['msisdn', 'app', 'code', 'state', 'since', 'until', 'limit', 'cursor', 'account']) {
      const answer = await ask(world, account, `GET /sessions?${name}=${text}`);
      expect([200, 422]).toContain(answer.status);
      expect(answer.body.items ?? []).toEqual([]);
    }
  }
});
