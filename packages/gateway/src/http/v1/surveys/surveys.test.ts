import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartSurvey, SurveyStarted } from '#core/start-survey.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { flowExample } from '../flows/flow-body.ts';
import { ask } from '../flows/test-ask.ts';

let world: HttpWorld;
let ours: TestAccount;
let theirs: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  ours = await withFlow();
  theirs = await withFlow();
});
afterAll(() => world.close());

async function withFlow(): Promise<TestAccount> {
  const account = await world.addAccount();
  await ask(world, account, 'PUT /flows/visit-feedback', flowExample);
  return account;
}

const wanted = { name: 'After a visit', flow: 'visit-feedback', sender: '22888' };

test('a survey is made, read, changed and listed', async () => {
  const account = await withFlow();
  const made = await ask(world, account, 'POST /surveys', wanted);
  expect([made.status, made.headers.location]).toEqual([201, `/api/v1/surveys/${made.body.id}`]);
  const { id, createdAt } = made.body;
  const plain = {
    id,
    ...wanted,
    state: 'active',
    language: null,
    whenOpen: 'restart',
    emails: [],
    showNumbers: false,
    keepDays: 365,
    createdAt,
  };
  const { warnings, ...survey } = made.body;
  expect(survey).toEqual(plain);
  expect(warnings.map(({ code }: { code: string }) => code)).toContain('no-mo-route');
  expect(JSON.stringify(warnings)).not.toContain('ujumbe ');
  expect((await ask(world, account, 'GET /surveys')).body).toEqual({ items: [plain] });
  expect((await ask(world, account, `GET /surveys/${id}`)).body).toEqual(made.body);

  const change = {
    name: 'Baada ya ziara',
    state: 'paused',
    language: 'sw',
    whenOpen: 'refuse',
    emails: ['results@example.com'],
    showNumbers: true,
    keepDays: 30,
  };
  const changed = await ask(world, account, `PATCH /surveys/${id}`, change);
  expect(changed).toMatchObject({ status: 200, body: { ...plain, ...change } });
  expect((await ask(world, account, `PATCH /surveys/${id}`, { language: null })).body).toMatchObject({
    ...plain,
    ...change,
    language: null,
  });
  expect((await ask(world, account, `PATCH /surveys/${id}`, {})).status).toBe(200);
});

test('it is said when answers cannot arrive', async () => {
  const account = await withFlow();
  const codesOf = async (change: object) => {
    const { body } = await ask(world, account, `PATCH /surveys/${id}`, change);
    return body.warnings
      .filter(({ path }: { path: string }) => path === '/sender')
      .map(({ code }: { code: string }) => code);
  };
  const { id } = (await ask(world, account, 'POST /surveys', wanted)).body;
  expect(await codesOf({})).toEqual(['no-mo-route']);
  await world.pool.query(
    `insert into mo_routes (account_id, address, keyword) values ($1, '22888', 'JOIN')`,
    [account.id],
  );
  expect(await codesOf({})).toEqual(['no-mo-route']);
  await world.pool.query(`insert into mo_routes (account_id, address) values ($1, '+22888')`, [account.id]);
  expect(await codesOf({})).toEqual([]);
  expect(await codesOf({ sender: 'TIARA' })).toEqual(['sender-is-a-name']);
});

test('the rules of the country are told with the survey', async () => {
  const { body } = await ask(world, ours, 'POST /surveys', { ...wanted, name: 'ruled' });
  for (const warning of body.warnings) {
    expect(warning).toMatchObject({ severity: expect.stringMatching(/^(error|warning)$/), line: null });
  }
  expect(body.warnings.map(({ code }: { code: string }) => code)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^(no-mo-route|policy-)/)]),
  );
});

test.each([
  [{ flow: 'nothing' }, 'flow', '"nothing" is no published flow'],
  [{ sender: 'OTHERS' }, 'sender', 'none of the account'],
  [{ language: 'fr' }, 'language', 'speaks en, sw'],
  [{ emails: ['a@example.com', 'nobody'] }, 'emails.1', 'no address of email'],
  [{ emails: ['a@example.com\nBcc: b@example.com'] }, 'emails.0', 'no address of email'],
  [{ name: ' x' }, 'name', 'white space'],
  [{ name: 'a\0' }, 'name', 'control characters'],
  [{ whenOpen: 'maybe' }, 'whenOpen', 'must be one of restart, refuse'],
  [{ keepDays: 0 }, 'keepDays', ''],
  [{ accountId: 1 }, 'accountId', 'is not a property'],
])('%j is refused', async (wrong, field, sentence) => {
  const made = (await ask(world, ours, 'POST /surveys', { ...wanted, name: `s ${field} ${sentence}` })).body;
  for (const answer of [
    await ask(world, ours, 'POST /surveys', { ...wanted, ...wrong }),
    await ask(world, ours, `PATCH /surveys/${made.id}`, wrong),
  ]) {
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect(answer.body.errors[0].message).toContain(sentence);
  }
});

test('two surveys of an account have two names', async () => {
  const account = await withFlow();
  const one = await ask(world, account, 'POST /surveys', wanted);
  const two = await ask(world, account, 'POST /surveys', { ...wanted, name: 'Two' });
  for (const answer of [
    await ask(world, account, 'POST /surveys', wanted),
    await ask(world, account, `PATCH /surveys/${two.body.id}`, { name: one.body.name }),
  ]) {
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('"After a visit"') },
    });
  }
});

test('surveys and flows of another account are as unknown as what never was', async () => {
  const { body } = await ask(world, theirs, 'POST /surveys', { ...wanted, name: 'MARKER' });
  for (const id of [body.id, 999_999, 0, 'x']) {
    for (const route of [`GET /surveys/${id}`, `PATCH /surveys/${id}`, `POST /surveys/${id}/runs`] as const) {
      const sent = route.startsWith('GET')
        ? undefined
        : route.startsWith('PATCH')
          ? {}
          : { to: '254712345678' };
      expect(await ask(world, ours, route, sent)).toMatchObject({ status: 404 });
    }
  }
  expect((await ask(world, ours, 'GET /surveys')).text).not.toContain('MARKER');
});

test('a survey is started with what is said of it', async () => {
  const { body: survey } = await ask(world, ours, 'POST /surveys', { ...wanted, name: 'started' });
  const started: unknown[] = [];
  let outcome: Partial<SurveyStarted> = {};
  const startSurvey: StartSurvey = async (account, { id, flowId, sender }, start) => {
    started.push({ account: account.id, id, flowId, sender, ...start });
    return {
      started: true,
      runId: '019aa7b0-5322-7cf3-8c02-303165997da6',
      messageId: '019aa7b0-5322-7cf3-8c02-303165997da5',
      cost: 6000,
      balance: 31_375_598,
      mcc: '639',
      mnc: '02',
      waits: null,
      ...outcome,
    } as SurveyStarted;
  };
  const app = world.server({ deps: { startSurvey } });
  const start = (body: object) => ask(world, ours, `POST /surveys/${survey.id}/runs`, body, app);
  const params = { agent: 'Amina', visits: 3, insured: true };
  const answer = await start({ to: '0712 345 678', params });
  expect(answer).toMatchObject({
    status: 201,
    body: {
      run: '019aa7b0-5322-7cf3-8c02-303165997da6',
      messageId: '019aa7b0-5322-7cf3-8c02-303165997da5',
      cost: '0.6',
      balance: '3137.5598',
      currency: 'KES',
      waits: null,
    },
  });
  expect(started).toEqual([
    {
      account: ours.id,
      id: survey.id,
      flowId: expect.any(Number),
      sender: '22888',
      to: '0712 345 678',
      params,
    },
  ]);

  outcome = { waits: { until: world.now, why: ['It is night there.'] } };
  expect((await start({ to: '254712345678' })).body.waits).toEqual({
    until: new Date(world.now).toISOString(),
    why: ['It is night there.'],
  });

  const refusals = [
    [{ code: '1006' }, 402],
    [{ code: '1007' }, 422],
    [{ code: '1008' }, 422],
    [{ code: '1012', why: 'already active' }, 409],
    [{ code: '1013' }, 503],
  ] as const;
  for (const [refusal, status] of refusals) {
    outcome = { started: false, refusal };
    expect(await start({ to: '12' })).toMatchObject({ status, body: { code: refusal.code } });
  }
  outcome = { started: false, refusal: { code: '1002', field: 'to' } };
  expect((await start({ to: '12' })).body.errors).toMatchObject([{ field: 'to' }]);

  started.length = 0;
  for (const wrong of [{}, { to: '' }, { to: '1', params: { 'a b': 1 } }, { to: '1', params: { a: [1] } }]) {
    expect((await start(wrong)).status).toBe(422);
  }
  expect((await start({ to: '254712345678', params: { a: 'x\0' } })).body.errors).toMatchObject([
    { field: 'params' },
  ]);
  expect(started).toEqual([]);
});
