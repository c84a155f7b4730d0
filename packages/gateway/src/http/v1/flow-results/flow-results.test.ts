import { afterAll, beforeAll, expect, test } from 'vitest';
import { pseudonymiserOf } from '#core/pseudonymiser.ts';
import { addFlow, addResponse } from '#store/results/test-responses.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { ask, visitFlow } from '../results/test-results.ts';

let world: HttpWorld;
let account: TestAccount;
let id: string;
let runs: string[];
beforeAll(async () => {
  world = await openHttpWorld();
  account = await world.addAccount({ scopes: ['results:read'] });
  const flowId = await addFlow(world.pool, account.id, { ...visitFlow, name: 'Clinic visit' });
  const of = { accountId: account.id, flowId };
  const first = await addResponse(world.pool, {
    ...of,
    startedAt: START,
    channel: 'sms',
    language: 'sw',
    answers: [
      { name: 'agree', kind: 'consent', value: 'yes', label: 'Ndio' },
      { name: 'reasons', kind: 'choices', value: ['near', 'kind'] },
      { name: 'age', kind: 'number', value: 31 },
      { name: 'phone', kind: 'phone', value: '254700000006' },
      { name: 'visited', kind: 'date' },
    ],
  });
  const second = await addResponse(world.pool, {
    ...of,
    startedAt: START + 60_000,
    msisdn: '254700000002',
    answers: [{ name: 'age', kind: 'number', value: 52.5 }],
  });
  runs = [first, second];
  id = (await get<List>('')).data[0]?.id as string;
});
afterAll(() => world.close());

const START = Date.parse('2026-03-02T08:00:00Z');
const { contact } = pseudonymiserOf(Buffer.alloc(32, 1));

type List = { data: { id: string; attributes: Record<string, unknown> }[] };
type Rows = {
  data: { attributes: { responses: unknown[][] } };
  links: { self: string; next: string | null; previous: string | null };
};

async function get<Body>(path: string): Promise<Body> {
  const answer = await ask(world, account, `/flow-results/packages${path}`);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/vnd.api+json']);
  return answer.json<Body>();
}

/** Follows a link as a client would. */
async function follow(link: string | null): Promise<Rows> {
  const url = new URL(link as string);
  return get<Rows>((url.pathname + url.search).replace('/api/v1/flow-results/packages', ''));
}

const idsOf = ({ data }: Rows) => data.attributes.responses.map((row) => row[1]);

test('every published flow is a package', async () => {
  const { data } = await get<List>('');
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({
    type: 'packages',
    attributes: { name: 'clinic-visit', title: 'Clinic visit' },
  });
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('its descriptor is a data package with the questions and their types', async () => {
  const { data } = await get<{ data: { attributes: Record<string, unknown>; relationships: unknown } }>(
    `/${id}`,
  );
  const link = `http://localhost/api/v1/flow-results/packages/${id}/responses`.replace(
    'localhost',
    'localhost:80',
  );
  expect(data.attributes).toMatchObject({
    profile: 'flow-results-package',
    flow_results_specification_version: '1.1.0',
    id,
    name: 'clinic-visit',
    title: 'Clinic visit',
    created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
  });
  const [resource = {}] = data.attributes.resources as Record<string, unknown>[];
  expect(resource).toMatchObject({
    path: null,
    'api-data-url': link,
    mediatype: 'application/json',
    encoding: 'utf-8',
  });
  const { fields, questions, language } = resource.schema as {
    fields: { name: string }[];
    questions: Record<string, unknown>;
    language: string;
  };
  expect(language).toBe('eng');
  expect(fields.map(({ name }) => name)).toEqual([
    'timestamp',
    'row_id',
    'contact_id',
    'session_id',
    'question_id',
    'response',
    'response_metadata',
  ]);
  expect(questions).toEqual({
    agree: { type: 'select_one', label: 'May we ask?', type_options: { choices: ['yes', 'no'] } },
    place: { type: 'select_one', label: 'Where?', type_options: { choices: ['kisumu', 'nairobi'] } },
    reasons: { type: 'select_many', label: 'Why?', type_options: { choices: ['near', 'kind', 'cheap'] } },
    age: { type: 'numeric', label: 'Your age?', type_options: { range: [0, 120] } },
    visited: { type: 'date', label: 'When?', type_options: {} },
    again: { type: 'numeric', label: 'Again?', type_options: { range: [0, 10] } },
    phone: { type: 'text', label: 'Whom shall we call?', type_options: {}, is_pii: true },
    remark: { type: 'text', label: 'Anything else?', type_options: {} },
    group: { type: 'text', label: '', type_options: {} },
  });
});

test('its rows have seven columns, and no number', async () => {
  const page = await get<Rows>(`/${id}/responses`);
  const [first, second] = runs as [string, string];
  const one = contact(account.id, '254700000001');
  const told = { channel: 'sms', language: 'swa' };
  expect(page.data.attributes.responses).toEqual([
    ['2026-03-02T08:00:25.000+00:00', `${first}.age`, one, first, 'age', 31, told],
    [
      '2026-03-02T08:00:05.000+00:00',
      `${first}.agree`,
      one,
      first,
      'agree',
      'yes',
      { ...told, label: 'Ndio' },
    ],
    [
      '2026-03-02T08:00:35.000+00:00',
      `${first}.phone`,
      one,
      first,
      'phone',
      contact(account.id, '254700000006'),
      told,
    ],
    ['2026-03-02T08:00:15.000+00:00', `${first}.reasons`, one, first, 'reasons', ['near', 'kind'], told],
    [
      '2026-03-02T08:01:05.000+00:00',
      `${second}.age`,
      contact(account.id, '254700000002'),
      second,
      'age',
      52.5,
      { channel: 'ussd', language: 'eng' },
    ],
  ]);
  expect(page.links).toMatchObject({ next: null, previous: null });
});

test('a number is named nowhere, also where the flow repeats it', async () => {
  const other = await world.addAccount({ scopes: ['results:read'] });
  const flowId = await addFlow(world.pool, other.id, visitFlow);
  const answers = [
    { name: 'phone', kind: 'phone', value: '254700000006' },
    { name: 'group', kind: 'set', value: '+254700000006 for 254700000001' },
  ];
  await addResponse(world.pool, { accountId: other.id, flowId, startedAt: START, answers });
  const { data } = (await ask(world, other, '/flow-results/packages')).json<List>();
  const page = await ask(world, other, `/flow-results/packages/${data[0]?.id}/responses`);
  const [person, friend] = ['254700000001', '254700000006'].map((one) => contact(other.id, one));
  expect(page.json<Rows>().data.attributes.responses.map((row) => row[5])).toEqual([
    `+${friend} for ${person}`,
    friend,
  ]);
});

test('pages go forward and back through the same rows', async () => {
  const all = idsOf(await get<Rows>(`/${id}/responses`));
  const one = await get<Rows>(`/${id}/responses?page[size]=2`);
  const two = await follow(one.links.next);
  const three = await follow(two.links.next);
  expect([one, two, three].map(idsOf)).toEqual([all.slice(0, 2), all.slice(2, 4), all.slice(4)]);
  expect(three.links.next).toBeNull();
  const back = await follow(three.links.previous);
  expect(idsOf(back)).toEqual(all.slice(2, 4));
  const start = await follow(back.links.previous);
  expect(idsOf(start)).toEqual(all.slice(0, 2));
  expect(start.links.previous).toBeNull();
  expect(idsOf(await follow(start.links.next))).toEqual(all.slice(2, 4));
});

test('the beginning of a span is outside of it, its end inside', async () => {
  const [first, second] = runs;
  const span = (from: string, to: string) =>
    get<Rows>(`/${id}/responses?filter[start-timestamp]=${from}&filter[end-timestamp]=${to}`);
  const found = await span('2026-03-02T08:00:15Z', encodeURIComponent('2026-03-02T11:01:05+03:00'));
  expect(idsOf(found)).toEqual([`${first}.age`, `${first}.phone`, `${second}.age`]);
});

test('another account has other packages, and none of these', async () => {
  const other = await world.addAccount({ scopes: ['results:read'] });
  await addFlow(world.pool, other.id, visitFlow);
  const { data } = (await ask(world, other, '/flow-results/packages')).json<List>();
  expect(data).toHaveLength(1);
  expect(data[0]?.id).not.toBe(id);
  for (const path of [id, `${id}/responses`, 'nonsense'])
    expect((await ask(world, other, `/flow-results/packages/${path}`)).status).toBe(404);
});

test.each(['page[afterCursor]=x', 'page[size]=0', 'filter[start-timestamp]=yesterday', 'filter[other]=1'])(
  '%s is refused',
  async (query) => {
    expect((await ask(world, account, `/flow-results/packages/${id}/responses?${query}`)).status).toBe(422);
  },
);
