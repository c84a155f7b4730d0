import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../../test/http-world.ts';

let world: HttpWorld;

beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());

type Wish = {
  readonly from?: string;
  readonly to?: string;
  readonly text?: string | Buffer;
  /** Milliseconds before the world's now. */
  readonly ago?: number;
  readonly connectorId?: number;
  readonly incomplete?: boolean;
  readonly callbackAt?: Date;
};

const DAY = 86_400_000;

/** @param owner null for an MO that no route gave to anybody @returns its id and number */
async function addMo(owner: TestAccount | null, wish: Wish = {}): Promise<{ id: string; number: string }> {
  const { from = '254700000001', to = '22888', text = 'Hi', ago = 0, connectorId = 1 } = wish;
  const at = world.now - ago;
  // Ids of one process never go back, and these are not made in the order of their times.
  const id = ago === 0 ? newId(at) : `${newIdAt(at)}${newId().slice(14)}`;
  const { rows } = await world.pool.query<{ id: string; number: string }>(
    `insert into mo (id, connector_id, account_id, source, destination, body, incomplete, received_at, callback_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id, number`,
    [
      id,
      connectorId,
      owner?.id ?? null,
      from,
      to,
      Buffer.from(text),
      wish.incomplete ?? false,
      new Date(at),
      wish.callbackAt ?? null,
    ],
  );
  return rows[0] as { id: string; number: string };
}

function newIdAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-`;
}

async function ask(account: TestAccount, query = '') {
  const answer = await world.app.inject({
    url: `/api/v1/received-messages?${query}`,
    headers: { authorization: `Bearer ${account.key}` },
  });
  return { status: answer.statusCode, text: answer.body, body: answer.json() };
}

const textsOf = ({ body }: Awaited<ReturnType<typeof ask>>): string[] =>
  body.items.map((item: { text: string }) => item.text);

test('an MO is shown as its callback told it', async () => {
  const account = await world.addAccount();
  const callbackAt = new Date(world.now + 1_000);
  const told = await addMo(account, { text: 'Habari 👋\0', incomplete: true, callbackAt });
  const untold = await addMo(account);
  expect((await ask(account)).body).toEqual({
    items: [
      {
        id: untold.id,
        number: untold.number,
        from: '254700000001',
        to: '22888',
        text: 'Hi',
        receivedAt: new Date(world.now).toISOString(),
        incomplete: false,
        callbackAt: null,
      },
      {
        id: told.id,
        number: told.number,
        from: '254700000001',
        to: '22888',
        text: 'Habari 👋\0',
        receivedAt: new Date(world.now).toISOString(),
        incomplete: true,
        callbackAt: callbackAt.toISOString(),
      },
    ],
    nextCursor: null,
  });
});

test('pages go through everything once, the newest first', async () => {
  const account = await world.addAccount();
  for (let i = 0; i < 7; i += 1) await addMo(account);
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await ask(account, `limit=3${cursor && `&cursor=${cursor}`}`);
    pages.push(body.items.map((item: { id: string }) => item.id));
    cursor = body.nextCursor;
  }
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
  expect(pages.flat()).toEqual([...new Set(pages.flat())].sort().reverse());
});

test('the conditions hold, and are joined by and', async () => {
  const account = await world.addAccount();
  await addMo(account, { text: 'phone' });
  await addMo(account, { text: 'name', from: 'Mama', to: '20880' });
  await addMo(account, { text: 'short', from: '1234567' });
  await addMo(account, { text: 'number', from: '254700000002', to: '254700000099' });
  await addMo(account, { text: 'old', ago: 3 * DAY });
  await addMo(account, { text: 'older', ago: 8 * DAY });
  const found = async (query: string) => textsOf(await ask(account, query));
  const ago = (days: number) => new Date(world.now - days * DAY).toISOString();

  for (const from of ['254700000001', '%2B254700000001', '0700000001', '0700 000-001'])
    expect(await found(`from=${from}`)).toEqual(['phone', 'old']);
  expect(await found('from=Mama')).toEqual(['name']);
  expect(await found('from=1234567')).toEqual(['short']);
  expect(await found('to=20880')).toEqual(['name']);
  for (const to of ['0700000099', '%2B254700000099']) expect(await found(`to=${to}`)).toEqual(['number']);
  expect(await found('from=Mama&to=22888')).toEqual([]);
  expect(await found(`until=${ago(2)}`)).toEqual(['old']);
  expect(await found(`since=${ago(9)}&until=${ago(2)}`)).toEqual(['old', 'older']);
  expect(await found(`since=${ago(3)}&to=22888`)).toEqual(['short', 'phone', 'old']);
});

test('what belongs to another account is as unknown as what never was', async () => {
  const ours = await world.addAccount();
  const theirs = await world.addAccount();
  const { id, number } = await addMo(theirs, { text: 'MARKER-B', from: 'MARKER', to: '254700000098' });
  const nobodys = await addMo(null, { text: 'MARKER-NOBODY', from: 'MARKER' });
  for (const query of [
    '',
    'from=MARKER',
    'to=254700000098',
    'unrouted=false',
    `cursor=${newId(world.now + 60_000)}`,
    'since=2020-01-01T00:00:00Z',
  ]) {
    expect((await ask(ours, query)).body).toEqual({ items: [], nextCursor: null });
  }
  const withAdmin = await world.addAccount({ scopes: ['sms:read', 'admin'] });
  const unrouted = await ask(withAdmin, 'unrouted=true');
  expect(unrouted.text).toContain(nobodys.id);
  for (const marker of [id, `"${number}"`, 'MARKER-B']) expect(unrouted.text).not.toContain(marker);
  expect((await ask(withAdmin)).body.items).toEqual([]);
  expect(textsOf(await ask(theirs))).toEqual(['MARKER-B']);
});

test('those that belong to nobody are shown to admins only, with the connector they came by', async () => {
  const admin = await world.addAccount({ scopes: ['sms:read', 'admin'] });
  const from = '254700000077';
  await addMo(null, { from, text: 'known' });
  await addMo(null, { from, text: 'removed', connectorId: 99 });
  const { body } = await ask(admin, `unrouted=true&from=${from}`);
  expect(body.items).toMatchObject([
    { text: 'removed', connector: null, callbackAt: null },
    { text: 'known', connector: 'safaricom', callbackAt: null },
  ]);
  const every = ['sms:send', 'sms:read', 'callbacks', 'connectors'];
  const customer = await ask(await world.addAccount({ scopes: every }), 'unrouted=true');
  expect(customer).toMatchObject({ status: 403, body: { status: 403, title: 'Forbidden' } });
  expect(customer.text).not.toContain(from);
  expect((await ask(await world.addAccount({ scopes: ['admin'] }), 'unrouted=true')).status).toBe(403);
});

test('hostile texts in every parameter are neither an error of ours nor found', async () => {
  const account = await world.addAccount();
  await addMo(account);
  const texts = ["'", "' or 1=1 --", '\0', '$1', '%', '+', 'a'.repeat(3_000), '__proto__'];
  for (const text of texts) {
    for (const name of ['from', 'to', 'since', 'until', 'unrouted', 'limit', 'cursor', 'account_id']) {
      const answer = await ask(account, `${name}=${encodeURIComponent(text)}`);
      expect([200, 422]).toContain(answer.status);
      expect(answer.body.items ?? []).toEqual([]);
    }
  }
  expect((await ask(account, 'limit=201')).status).toBe(422);
  expect((await ask(account, 'from=a&from=b')).status).toBe(422);
});
