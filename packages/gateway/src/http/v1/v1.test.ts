import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#core/ids.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../test/http-world.ts';

let world: HttpWorld;
let ours: TestAccount;
let theirs: TestAccount;

beforeAll(async () => {
  world = await openHttpWorld();
  ours = await world.addAccount();
  theirs = await world.addAccount();
});
afterAll(() => world.close());

type Ask = {
  method?: 'GET' | 'POST';
  body?: unknown;
  account?: TestAccount;
  headers?: Record<string, string>;
};

async function ask(url: string, { method = 'GET', body, account = ours, headers = {} }: Ask = {}) {
  const answer = await world.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${account.key}`, ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    headers: answer.headers,
    ...bodyOf(answer.body),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what these tests find out
function bodyOf(text: string): { body: any } {
  return { body: text === '' ? null : JSON.parse(text) };
}

const message = { from: 'TIARA', to: '0712345678', text: 'Hi', ref: 'order-1' };
const send = (body: unknown = message, more: Ask = {}) => ask('/messages', { method: 'POST', body, ...more });

test('a message is sent, and read with its timeline', async () => {
  const sent = await send({ ...message, flash: true, lane: 'urgent', validityMinutes: 60 });
  expect(sent.status).toBe(201);
  expect(sent.headers.location).toBe(`/api/v1/messages/${sent.body.id}`);
  expect(sent.body).toMatchObject({
    state: 'queued',
    parts: 1,
    mcc: '639',
    mnc: '02',
    cost: '0.6',
    currency: 'KES',
  });
  const read = await ask(`/messages/${sent.body.id}`);
  expect(read.body).toMatchObject({
    id: sent.body.id,
    from: 'TIARA',
    to: '254712345678',
    text: 'Hi',
    ref: 'order-1',
    state: 'queued',
    flash: true,
    lane: 'urgent',
    submittedAt: null,
    finalAt: null,
  });
  expect(Date.parse(read.body.expiresAt) - Date.parse(read.body.createdAt)).toBe(60 * 60_000);
  expect(read.body.timeline).toMatchObject([{ kind: 'accepted', detail: '1 part' }]);
});

test('the timeline tells everything that happened, in order', async () => {
  const { body } = await send();
  const at = (seconds: number) => new Date(world.now + seconds * 1000);
  await world.pool.query(
    `update messages set state = 60, reason = 'DELIVRD', submitted_at = $2, final_at = $3, callback_at = $4 where id = $1`,
    [body.id, at(2), at(5), at(9)],
  );
  await world.pool.query('insert into message_events values ($1, $2, $3, $4)', [
    body.id,
    at(1),
    'throttled',
    'busy',
  ]);
  await world.pool.query('insert into part_receipts values ($1, 1, 60, $2, $3)', [body.id, 'DELIVRD', at(4)]);
  await world.pool.query(
    `insert into callback_attempts (subject_id, kind, attempt, at, status, error) values ($1, 'dlr', 1, $2, 500, null), ($1, 'dlr', 2, $3, null, 'refused')`,
    [body.id, at(6), at(7)],
  );
  const { body: read } = await ask(`/messages/${body.id}`);
  expect(
    read.timeline.map((entry: { kind: string; detail: string }) => `${entry.kind} ${entry.detail}`.trim()),
  ).toEqual([
    'accepted 1 part',
    'throttled busy',
    'submitted',
    'part-receipt part 1: delivered DELIVRD',
    'delivered DELIVRD',
    'callback-attempt attempt 1: HTTP 500',
    'callback-attempt attempt 2: refused',
    'callback-delivered',
  ]);
});

test('which operators a message was moved between is told to those who may see operators', async () => {
  const customer = await world.addAccount({ scopes: ['sms:send', 'sms:read'] });
  for (const [account, detail] of [
    [ours, 'from a to b: a was down'],
    [customer, ''],
  ] as const) {
    const { body } = await send(message, { account });
    await world.pool.query('insert into message_events values ($1, now(), $2, $3)', [
      body.id,
      'moved',
      'from a to b: a was down',
    ]);
    const { body: read } = await ask(`/messages/${body.id}`, { account });
    expect(read.timeline).toContainEqual(expect.objectContaining({ kind: 'moved', detail }));
  }
});

test('a refused message is a problem with the code of the compatible API and our field names', async () => {
  const refusals = [
    [{ ...message, to: '12' }, 422, '1002', 'to'],
    [{ ...message, text: ' ' }, 422, '1001', 'text'],
    [{ ...message, from: 'OTHER' }, 422, '1003', undefined],
    [{ ...message, to: '4915123456789' }, 422, '1008', undefined],
  ] as const;
  for (const [body, status, code, field] of refusals) {
    const answer = await send(body);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'about:blank', title: 'Unprocessable Entity', status, code });
    expect(answer.body.errors?.[0].field).toBe(field);
  }
  const poor = await world.addAccount({ balance: '0.5' });
  expect((await send(message, { account: poor })).body).toMatchObject({
    status: 402,
    code: '1006',
    detail: 'Insufficient balance.',
  });
});

test('unknown properties are refused by name, wherever a body is taken', async () => {
  for (const url of ['/messages', '/price-preview', '/callbacks/replay']) {
    for (const name of ['balance', 'account_id', 'role', '__proto__']) {
      const text = JSON.stringify({ ...message, ids: [newId()] }).replace('{', `{${JSON.stringify(name)}:1,`);
      const answer = await ask(url, {
        method: 'POST',
        body: text,
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.status).toBe(422);
      expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(name);
    }
  }
  const query = await ask('/messages?account_id=1');
  expect(query.body).toMatchObject({ status: 422, errors: [{ field: 'account_id' }] });
});

test('fields of a wrong kind are named', async () => {
  const answer = await send({ from: 5, text: 'x', lane: 'express', validityMinutes: 0 });
  expect(answer.status).toBe(422);
  const fields = answer.body.errors.map((error: { field: string }) => error.field);
  expect(fields).toEqual(expect.arrayContaining(['to', 'from', 'lane', 'validityMinutes']));
  expect((await ask('/messages?limit=1000&since=yesterday')).status).toBe(422);
});

test('bodies that cannot be read are problems too', async () => {
  const post = (body: unknown, type: string) =>
    ask('/messages', { method: 'POST', body, headers: { 'content-type': type } });
  expect((await post('{', 'application/json')).body).toMatchObject({
    status: 400,
    detail: 'The body is not valid JSON.',
  });
  expect((await post('', 'application/json')).body).toMatchObject({
    status: 400,
    detail: 'The body is empty.',
  });
  expect((await post('a=1', 'text/plain')).status).toBe(415);
  expect((await post(`"${'a'.repeat(70_000)}"`, 'application/json')).status).toBe(413);
  expect((await ask('/nothing')).body).toMatchObject({
    status: 404,
    title: 'Not Found',
    detail: 'There is nothing at this path. See /docs.',
  });
  const wrong = await ask('/balance', { method: 'POST' });
  expect([wrong.status, wrong.headers.allow, wrong.type]).toEqual([
    405,
    'GET, HEAD',
    'application/problem+json',
  ]);
  const noKey = await ask('/balance', { headers: { authorization: 'x' } });
  expect([noKey.status, noKey.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect(noKey.body.detail).toContain('Authorization: Bearer');
});

test('an Idempotency-Key gives the same answer, whatever the order of the keys in the body', async () => {
  const account = await world.addAccount();
  const more = { account, headers: { 'idempotency-key': 'k1' } };
  const first = await send(message, more);
  const second = await send(message, more);
  expect(second.body).toEqual(first.body);
  expect((await send({ ...message, text: 'Other' }, more)).status).toBe(422);
  expect((await ask('/messages', { account })).body.items).toHaveLength(1);
});

test('a search pages through everything once, and its conditions hold', async () => {
  const account = await world.addAccount();
  for (let i = 0; i < 7; i += 1) {
    await send({ ...message, ref: `r${i % 2}`, to: i < 3 ? '0712345678' : '0713345678' }, { account });
  }
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await ask(`/messages?limit=3${cursor && `&cursor=${cursor}`}`, { account });
    pages.push(body.items.map((item: { id: string }) => item.id));
    cursor = body.nextCursor;
  }
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
  expect(pages.flat()).toEqual([...new Set(pages.flat())].sort().reverse());
  const count = async (query: string) => (await ask(`/messages?${query}`, { account })).body.items.length;
  expect(await count('to=%2B254712345678')).toBe(3);
  expect(await count('ref=r1')).toBe(3);
  expect(await count('from=TIARA&state=queued')).toBe(7);
  expect(await count('state=delivered')).toBe(0);
  expect(await count('from=22888')).toBe(0);
  const soon = new Date(world.now + 3_600_000).toISOString();
  expect(await count(`since=${soon}`)).toBe(0);
  expect(await count(`until=${soon}`)).toBe(7);
  expect(await count('until=2020-01-01T00:00:00Z')).toBe(0);
});

test('what belongs to another account is as unknown as what never was', async () => {
  const secret = await send({ ...message, text: 'MARKER-B', ref: 'MARKER-REF' }, { account: theirs });
  const id = secret.body.id;
  const foreign = await ask(`/messages/${id}`);
  const unknown = await ask(`/messages/${newId()}`);
  const nonsense = await ask('/messages/nonsense');
  expect(foreign.status).toBe(404);
  expect(foreign.body).toEqual(unknown.body);
  expect(foreign.body).toEqual(nonsense.body);
  await world.pool.query(
    `insert into callbacks (subject_id, kind, account_id, url, dead) values ($1, 'dlr', $2, 'http://marker.example', true)`,
    [id, theirs.id],
  );
  const answers = [
    foreign,
    await ask('/messages?ref=MARKER-REF'),
    await ask(`/messages?cursor=${newId(world.now + 60_000)}`),
    await ask('/callbacks'),
    await ask(`/callbacks?cursor=${newId(world.now + 60_000)}`),
    await ask('/callbacks/replay', { method: 'POST', body: { ids: [id] } }),
    await ask('/callbacks/replay', { method: 'POST', body: {} }),
  ];
  for (const answer of answers) {
    expect(JSON.stringify(answer.body)).not.toMatch(/marker/i);
    expect(JSON.stringify(answer.body)).not.toContain(id);
  }
  const { rows } = await world.pool.query('select dead from callbacks where subject_id = $1', [id]);
  expect(rows).toEqual([{ dead: true }]);
});

test('callbacks are listed and replayed by their owner', async () => {
  const account = await world.addAccount();
  const ids = [newId(world.now), newId(world.now), newId(world.now)];
  for (const [index, id] of ids.entries()) {
    await world.pool.query(
      `insert into callbacks (subject_id, kind, account_id, dead, attempts, last_status, last_error) values ($1, 'dlr', $2, $3, 4, 500, 'HTTP 500')`,
      [id, account.id, index > 0],
    );
  }
  const first = await ask('/callbacks?state=dead&limit=1', { account });
  expect(first.body.items).toMatchObject([
    { id: ids[2], kind: 'dlr', state: 'dead', attempts: 4, lastStatus: 500, lastError: 'HTTP 500' },
  ]);
  const second = await ask(`/callbacks?state=dead&limit=1&cursor=${first.body.nextCursor}`, { account });
  expect(second.body).toMatchObject({ items: [{ id: ids[1] }], nextCursor: null });
  const replayed = await ask('/callbacks/replay', { method: 'POST', body: {}, account });
  expect(replayed.body.ids.sort()).toEqual(ids.slice(1).sort());
  expect((await ask('/callbacks?state=dead', { account })).body.items).toEqual([]);
  expect((await ask('/callbacks?state=waiting&kind=mo', { account })).body.items).toEqual([]);
});

test('the balance is what is left', async () => {
  const account = await world.addAccount({ balance: '10' });
  await send(message, { account });
  expect((await ask('/balance', { account })).body).toEqual({ balance: '9.4', currency: 'KES' });
});

test('a price preview counts parts and letters left, and charges nothing', async () => {
  const account = await world.addAccount();
  const preview = async (text: string, to = '0712345678') =>
    (await ask('/price-preview', { method: 'POST', body: { to, text }, account })).body;
  expect(await preview('a'.repeat(150))).toMatchObject({
    to: '254712345678',
    encoding: 'gsm7',
    characters: 150,
    charactersLeft: 10,
    parts: 1,
    maxParts: 10,
    network: { mcc: '639', mnc: '02', country: 'KE' },
    pricePerPart: '0.6',
    cost: '0.6',
    currency: 'KES',
  });
  expect(await preview('a'.repeat(160))).toMatchObject({ parts: 1, charactersLeft: 0 });
  expect(await preview('a'.repeat(161))).toMatchObject({ parts: 2, charactersLeft: 145, cost: '1.2' });
  expect(await preview('Habari – karibu')).toMatchObject({ encoding: 'ucs2', parts: 1, charactersLeft: 55 });
  expect(await preview('Hi', '4915123456789')).toMatchObject({ pricePerPart: null, cost: null });
  expect(await preview('Hi', '12')).toMatchObject({ status: 422, errors: [{ field: 'to' }] });
  expect((await ask('/balance', { account })).body.balance).toBe('3138.1598');
});

test('connectors are shown without credentials, and switched by admins only', async () => {
  const admin = await world.addAccount({ scopes: ['admin', 'connectors'] });
  const list = await ask('/connectors');
  expect(list.body.items).toMatchObject([
    { id: 1, name: 'safaricom', enabled: true, up: true, binds: [{ phase: 'bound', window: 10 }] },
  ]);
  expect(JSON.stringify(list.body)).not.toMatch(/marker|password/);
  expect((await ask('/connectors/1/disable', { method: 'POST' })).status).toBe(403);
  const switched = await ask('/connectors/1/disable', { method: 'POST', account: admin });
  expect(switched.body).toMatchObject({ id: 1, enabled: false });
  expect((await ask('/connectors/1/enable', { method: 'POST', account: admin, body: {} })).body.enabled).toBe(
    true,
  );
  for (const id of ['2', '0', 'x', '99999999999']) {
    expect((await ask(`/connectors/${id}/enable`, { method: 'POST', account: admin })).status).toBe(404);
  }
});

test('hostile texts in every parameter are neither an error of ours nor found', async () => {
  const account = await world.addAccount();
  const texts = [
    "'",
    "' or 1=1 --",
    '\0',
    '$1',
    '%',
    '\ud800',
    'a'.repeat(3_000),
    '../../etc/passwd',
    '<script>',
  ];
  const statuses = new Set<number>();
  for (const text of texts) {
    const written = encodeURIComponent(text.toWellFormed());
    const answers = [
      await ask(`/messages/${written.slice(0, 190)}`, { account }),
      ...(await Promise.all(
        ['to', 'from', 'ref', 'state', 'since', 'until', 'limit', 'cursor'].map((name) =>
          ask(`/messages?${name}=${written}`, { account }),
        ),
      )),
      await ask(`/callbacks?cursor=${written}`, { account }),
      await send({ from: text, to: text, text, ref: text }, { account }),
      await send({ ...message, text, ref: text.slice(0, 100) }, { account }),
      await ask('/price-preview', { method: 'POST', account, body: { to: text, text } }),
      await ask('/price-preview', { method: 'POST', account, body: { to: '0712345678', text } }),
      await ask('/callbacks/replay', { method: 'POST', account, body: { ids: [text] } }),
    ];
    for (const { status } of answers) statuses.add(status);
  }
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
});
