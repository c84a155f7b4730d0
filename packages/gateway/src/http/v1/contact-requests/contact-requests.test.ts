import { afterAll, beforeAll, expect, test } from 'vitest';
import { pseudonymiserOf } from '#core/pseudonymiser.ts';
import { addFlow, addResponse, runIdAt } from '#store/results/test-responses.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';
import { ask, visitFlow } from '../results/test-results.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());

const { contact } = pseudonymiserOf(Buffer.alloc(32, 1));

type Wish = {
  kind?: string;
  queue?: string | null;
  priority?: string;
  taken?: boolean;
  minutes?: number;
  runId?: string;
};
type Item = { id: string; contact: string; answers: object; takenAt: string | null };
type Page = { items: Item[]; nextCursor: string | null };

async function addRequest({ id }: TestAccount, wish: Wish = {}): Promise<string> {
  const { kind = 'task', queue = null, priority = 'normal', taken = false, minutes = 0 } = wish;
  const at = world.now + minutes * 60_000;
  const requestId = runIdAt(at);
  await world.pool.query(
    `insert into contact_requests (id, account_id, run_id, block, kind, reference, msisdn, channel, language, queue, priority, summary, answers, numbers, created_at, taken_at)
     values ($1, $2, $3, 'call-me', $4, 'KX4T7', '254700000001', 'ussd', 'sw', $5, $6, $7, $8, '{254700000006}', $9, $10)`,
    [
      requestId,
      id,
      wish.runId ?? runIdAt(at),
      kind,
      queue,
      priority,
      'Call 254700000006, else +254700000001',
      JSON.stringify({
        phone: { value: '254700000006', label: '' },
        copy: { value: 'her: 254700000006', label: '' },
        sum: { value: 254700000006, label: '' },
        place: { value: 'kisumu', label: 'Kisumu' },
      }),
      new Date(at),
      taken ? new Date(at + 1000) : null,
    ],
  );
  return requestId;
}

const list = async (account: TestAccount, query = '') => {
  const answer = await ask(world, account, `/contact-requests?${query}`);
  return { status: answer.status, text: answer.text, ...answer.json<Partial<Page>>() };
};
const idsOf = ({ items = [] }: Partial<Page>) => items.map(({ id }) => id);

test('a request is told with what the flow passes on, and without numbers', async () => {
  const account = await world.addAccount({ scopes: ['results:read'] });
  const flowId = await addFlow(world.pool, account.id, visitFlow);
  const runId = await addResponse(world.pool, { accountId: account.id, flowId, startedAt: world.now });
  const id = await addRequest(account, { runId, queue: 'legal', priority: 'high' });
  const { items, nextCursor, text } = await list(account);
  const [person, friend] = ['254700000001', '254700000006'].map((one) => contact(account.id, one));
  expect(nextCursor).toBeNull();
  expect(items).toEqual([
    {
      id,
      response: runId,
      flow: 'clinic-visit',
      kind: 'task',
      reference: 'KX4T7',
      contact: person,
      channel: 'ussd',
      language: 'sw',
      queue: 'legal',
      priority: 'high',
      summary: `Call ${friend}, else +${person}`,
      organisation: null,
      answers: {
        phone: { value: friend, label: '' },
        copy: { value: `her: ${friend}`, label: '' },
        sum: { value: friend, label: '' },
        place: { value: 'kisumu', label: 'Kisumu' },
      },
      createdAt: new Date(world.now).toISOString(),
      takenAt: null,
    },
  ]);
  expect(Object.keys(items?.[0]?.answers ?? {})).toEqual(['phone', 'copy', 'sum', 'place']);
  expect(text).not.toMatch(/25470000000/);
  expect((await list(account, 'numbers=true')).status).toBe(403);
});

test('those that wait come first, the longest at the top, then the taken, page by page', async () => {
  const account = await world.addAccount({ scopes: ['results:read'] });
  const made: string[] = [];
  for (let i = 0; i < 6; i += 1) made.push(await addRequest(account, { minutes: i, taken: i % 2 === 0 }));
  const order = [1, 3, 5, 4, 2, 0].map((i) => made[i]);
  expect(idsOf(await list(account))).toEqual(order);
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Partial<Page> = await list(account, `limit=2${cursor && `&cursor=${cursor}`}`);
    pages.push(idsOf(page));
    cursor = page.nextCursor ?? null;
  }
  expect(pages.map((page) => page.length)).toEqual([2, 2, 2]);
  expect(pages.flat()).toEqual(order);
});

test('the conditions hold, and are joined by and', async () => {
  const account = await world.addAccount({ scopes: ['results:read'] });
  const legal = await addRequest(account, { queue: 'legal' });
  const urgent = await addRequest(account, { priority: 'urgent', queue: 'legal', minutes: 1 });
  const taken = await addRequest(account, { taken: true });
  const referral = await addRequest(account, { kind: 'referral', minutes: 2 });
  const found = async (query: string) => idsOf(await list(account, query));
  expect(await found('queue=legal')).toEqual([legal, urgent]);
  expect(await found('queue=legal&priority=urgent')).toEqual([urgent]);
  expect(await found('kind=referral')).toEqual([referral]);
  expect(await found('taken=true')).toEqual([taken]);
  expect(await found('taken=false')).toEqual([legal, urgent, referral]);
  expect((await list(account, 'cursor=waiting:nonsense')).status).toBe(422);
});

test('who takes a request is told the number; who comes second is told that it is taken', async () => {
  const account = await world.addAccount({ scopes: ['results:read', 'flows:write'] });
  const id = await addRequest(account);
  const take = () => ask(world, account, `/contact-requests/${id}/take`, 'POST');
  const answers = await Promise.all([take(), take(), take()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const taken = answers.find(({ status }) => status === 200);
  expect(taken?.json()).toMatchObject({
    id,
    contact: '254700000001',
    summary: 'Call 254700000006, else +254700000001',
    takenAt: new Date(world.now).toISOString(),
  });
  expect((await list(account)).items?.[0]?.takenAt).toBe(new Date(world.now).toISOString());
  expect((await list(account, 'numbers=true')).items?.[0]?.contact).toBe('254700000001');
});

test('what belongs to another account is as unknown as what never was', async () => {
  const account = await world.addAccount({ scopes: ['results:read', 'flows:write'] });
  const id = await addRequest(await world.addAccount());
  expect(idsOf(await list(account))).toEqual([]);
  for (const one of [id, 'nonsense'])
    expect((await ask(world, account, `/contact-requests/${one}/take`, 'POST')).status).toBe(404);
  const { rows } = await world.pool.query('select taken_at from contact_requests where id = $1', [id]);
  expect(rows).toEqual([{ taken_at: null }]);
});
