import { afterAll, beforeAll, expect, test } from 'vitest';
import { pseudonymiserOf } from '#core/pseudonymiser.ts';
import { addFlow, addResponse, type ResponseWish } from '#store/results/test-responses.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { ask, visitFlow } from './test-results.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());

const { contact } = pseudonymiserOf(Buffer.alloc(32, 1));
const MINUTE = 60_000;

type Items = {
  items: { id: string; contact: string; values: Record<string, unknown> }[];
  nextCursor: string | null;
};

async function openFlow(flow = visitFlow, scopes: readonly string[] = ['results:read']) {
  const account = await world.addAccount({ scopes });
  const flowId = await addFlow(world.pool, account.id, flow);
  const add = (wish: Partial<ResponseWish> = {}) =>
    addResponse(world.pool, { accountId: account.id, flowId, startedAt: world.now, ...wish });
  return { account, flowId, add };
}

async function addSurvey(
  account: TestAccount,
  flowId: number,
  name: string,
  showNumbers = false,
): Promise<number> {
  const { rows } = await world.pool.query<{ id: number }>(
    `insert into surveys (account_id, name, flow_id, sender, show_numbers) values ($1, $2, $3, '22888', $4) returning id`,
    [account.id, name, flowId, showNumbers],
  );
  return rows[0]?.id as number;
}

test('a response is told with its values, and read with its answers', async () => {
  const { account, flowId, add } = await openFlow();
  const surveyId = await addSurvey(account, flowId, 'Visits');
  const id = await add({
    surveyId,
    channel: 'sms',
    language: 'sw',
    version: 1,
    msisdn: '254700000005',
    answers: [
      { name: 'agree', kind: 'consent', value: 'yes', label: 'Ndio', raw: '1' },
      { name: 'reasons', kind: 'choices', value: ['near', 'kind'], label: 'Ni karibu, Ni wema', raw: '1 2' },
      { name: 'phone', kind: 'phone', value: '254700000006', raw: '0700 000 006' },
      { name: 'remark', kind: 'text' },
      { name: 'group', kind: 'set', value: 'of 254700000006' },
    ],
  });
  const at = (ms: number) => new Date(world.now + ms).toISOString();
  const told = {
    id,
    contact: contact(account.id, '254700000005'),
    flow: 'clinic-visit',
    version: 1,
    survey: 'Visits',
    channel: 'sms',
    language: 'sw',
    status: 'complete',
    outcome: 'completed',
    reference: `REF-${id.slice(-4)}`,
    startedAt: at(0),
    endedAt: at(MINUTE),
    values: {
      agree: 'yes',
      reasons: ['near', 'kind'],
      phone: contact(account.id, '254700000006'),
      group: `of ${contact(account.id, '254700000006')}`,
    },
  };
  const listed = await ask(world, account, '/flows/clinic-visit/responses');
  expect([listed.status, listed.json()]).toEqual([200, { items: [told], nextCursor: null }]);
  const read = await ask(world, account, `/responses/${id}`);
  const given = { channel: 'sms', language: 'sw' };
  expect(read.json()).toEqual({
    ...told,
    answers: [
      {
        question: 'agree',
        kind: 'consent',
        value: 'yes',
        label: 'Ndio',
        entered: '1',
        askedAt: at(0),
        answeredAt: at(5_000),
        ...given,
      },
      {
        question: 'reasons',
        kind: 'choices',
        value: ['near', 'kind'],
        label: 'Ni karibu, Ni wema',
        entered: '1 2',
        askedAt: at(10_000),
        answeredAt: at(15_000),
        ...given,
      },
      {
        question: 'phone',
        kind: 'phone',
        value: contact(account.id, '254700000006'),
        label: '',
        entered: '',
        askedAt: at(20_000),
        answeredAt: at(25_000),
        ...given,
      },
      {
        question: 'group',
        kind: 'set',
        value: told.values.group,
        label: '',
        entered: told.values.group,
        askedAt: at(40_000),
        answeredAt: at(45_000),
        ...given,
      },
    ],
  });
  expect(read.text + listed.text).not.toMatch(/25470000000[56]|0700 000 006/);
});

test('pages go through everything once, the newest first', async () => {
  const { account, add } = await openFlow();
  const made: string[] = [];
  for (let i = 0; i < 7; i += 1) made.push(await add({ startedAt: world.now + i }));
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path = `/flows/clinic-visit/responses?limit=3${cursor && `&cursor=${cursor}`}`;
    const page: Items = (await ask(world, account, path)).json<Items>();
    pages.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
  expect(pages.flat()).toEqual(made.reverse());
});

test('the conditions hold, and are joined by and', async () => {
  const { account, flowId, add } = await openFlow(visitFlow, ['results:read', 'admin']);
  const surveyId = await addSurvey(account, flowId, 'Visits');
  const open = await add({ status: 'open', startedAt: world.now - 3 * MINUTE });
  const declined = await add({
    outcome: 'declined',
    channel: 'sms',
    surveyId,
    startedAt: world.now - 2 * MINUTE,
  });
  const expired = await add({ outcome: 'expired', language: 'sw', startedAt: world.now - MINUTE });
  const done = await add({ channel: 'sms', msisdn: '254700000009' });
  await add({ status: 'queued', startedAt: world.now + 1 });
  const found = async (query: string) =>
    (await ask(world, account, `/flows/clinic-visit/responses?${query}`))
      .json<Items>()
      .items.map(({ id }) => id);
  const at = (ms: number) => new Date(world.now + ms).toISOString();
  expect(await found('')).toEqual([done, expired, declined, open]);
  expect(await found('status=complete')).toEqual([done, declined]);
  expect(await found('status=partial')).toEqual([expired, open]);
  expect(await found('outcome=declined')).toEqual([declined]);
  expect(await found('channel=sms')).toEqual([done, declined]);
  expect(await found('channel=sms&survey=Visits')).toEqual([declined]);
  expect(await found('language=sw')).toEqual([expired]);
  expect(await found(`from=${at(-2 * MINUTE)}&to=${at(0)}`)).toEqual([expired, declined]);
  for (const number of ['254700000009', '0700%20000%20009'])
    expect(await found(`msisdn=${number}`)).toEqual([done]);
  expect((await ask(world, account, '/flows/clinic-visit/responses?survey=Other')).status).toBe(422);
  expect((await ask(world, account, '/flows/clinic-visit/responses?outcome=complete')).status).toBe(422);
  expect((await ask(world, account, '/flows/other/responses')).status).toBe(404);
});

test('numbers are for administrators and for surveys that show them, and never of a sensitive flow', async () => {
  const sensitive = { ...visitFlow, settings: { sensitive: true } };
  const reader = await openFlow();
  const shown = await addSurvey(reader.account, reader.flowId, 'Shown', true);
  await addSurvey(reader.account, reader.flowId, 'Hidden');
  await reader.add({ surveyId: shown, answers: [{ name: 'phone', kind: 'phone', value: '254700000006' }] });
  const admin = await openFlow(visitFlow, ['results:read', 'admin']);
  await admin.add();
  const closed = await openFlow(sensitive, ['results:read', 'admin']);
  const secret = await closed.add();
  const list = async ({ account }: { account: TestAccount }, query: string) => {
    const answer = await ask(world, account, `/flows/clinic-visit/responses?${query}`);
    return [answer.status, ...(answer.json<Partial<Items>>().items ?? []).map((item) => item.contact)];
  };
  expect(await list(reader, 'numbers=true')).toEqual([403]);
  expect(await list(reader, 'numbers=true&survey=Hidden')).toEqual([403]);
  expect(await list(reader, 'numbers=true&survey=Shown')).toEqual([200, '254700000001']);
  expect(await list(reader, 'msisdn=254700000001')).toEqual([403]);
  expect(await list(reader, 'msisdn=254700000001&survey=Shown')).toEqual([
    200,
    contact(reader.account.id, '254700000001'),
  ]);
  expect(await list(admin, 'numbers=true')).toEqual([200, '254700000001']);
  expect(await list(admin, '')).toEqual([200, contact(admin.account.id, '254700000001')]);
  expect(await list(closed, 'numbers=true')).toEqual([403]);
  expect((await ask(world, closed.account, `/responses/${secret}?numbers=true`)).status).toBe(403);
  expect((await ask(world, closed.account, `/responses/${secret}`)).status).toBe(200);
  const [one] = (await ask(world, reader.account, '/flows/clinic-visit/responses')).json<Items>().items;
  const read = await ask(world, reader.account, `/responses/${one?.id}?numbers=true`);
  expect(read.json()).toMatchObject({ contact: '254700000001', values: { phone: '254700000006' } });
});

test('a flow is sensitive though only an old version was, or called one that was', async () => {
  const { account, flowId, add } = await openFlow(visitFlow, ['results:read', 'admin']);
  const id = await add();
  await addFlow(world.pool, account.id, { ...visitFlow, id: 'refuge', settings: { sensitive: true } });
  const status = async (path: string) => (await ask(world, account, `${path}?numbers=true`)).status;
  const all = () => Promise.all(['/flows/clinic-visit/responses', `/responses/${id}`].map(status));
  expect(await all()).toEqual([200, 200]);
  await addFlow(world.pool, account.id, visitFlow, { version: 2, calls: { refuge: 1 } });
  await world.pool.query(
    'insert into flow_versions (flow_id, version, document) select $1, n, $2 from generate_series(3, 30) as n',
    [flowId, JSON.stringify(visitFlow)],
  );
  expect(await all()).toEqual([403, 403]);
});

test('of a sensitive flow only administrators find the responses of a number, whatever its survey shows', async () => {
  const { account, flowId, add } = await openFlow({ ...visitFlow, settings: { sensitive: true } });
  await add({ surveyId: await addSurvey(account, flowId, 'Shown', true) });
  const path = '/flows/clinic-visit/responses?msisdn=254700000001&survey=Shown';
  expect((await ask(world, account, path)).status).toBe(403);
});

test('a response that was dialled at a sensitive application keeps its pseudonym', async () => {
  const { account, add } = await openFlow(visitFlow, ['results:read', 'admin']);
  const { rows } = await world.pool.query<{ id: number }>(
    `insert into ussd_apps (account_id, name, kind, sensitive) values ($1, 'refuge', 'flow', true) returning id`,
    [account.id],
  );
  await add({ appId: rows[0]?.id as number });
  const { items } = (await ask(world, account, '/flows/clinic-visit/responses?numbers=true')).json<Items>();
  expect(items.map((item) => item.contact)).toEqual([contact(account.id, '254700000001')]);
});

test('what belongs to another account is as unknown as what never was', async () => {
  const { add } = await openFlow();
  const id = await add();
  const account = await world.addAccount({ scopes: ['results:read', 'admin'] });
  for (const one of [id, '019aa7b0-5322-7cf3-8c02-303165997da5', 'nonsense'])
    expect((await ask(world, account, `/responses/${one}`)).status).toBe(404);
  expect((await ask(world, account, '/flows/clinic-visit/responses')).status).toBe(404);
});

test('hostile texts in every parameter are neither an error of ours nor found', async () => {
  const { account, add } = await openFlow(visitFlow, ['results:read', 'admin']);
  await add();
  const texts = ["'", "' or 1=1 --", '\0', '$1', '%', '9'.repeat(40), 'a'.repeat(3_000)].map(
    encodeURIComponent,
  );
  const names = [
    'survey',
    'channel',
    'language',
    'status',
    'outcome',
    'from',
    'to',
    'msisdn',
    'limit',
    'cursor',
    'numbers',
  ];
  for (const text of texts)
    for (const name of names) {
      const answer = await ask(world, account, `/flows/clinic-visit/responses?${name}=${text}`);
      expect([200, 422]).toContain(answer.status);
      expect(answer.json<Partial<Items>>().items ?? []).toEqual([]);
    }
});
