import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '#core/clock.ts';
import type { Account, Directory } from '#core/directory.ts';
import { newId } from '#core/ids.ts';
import { createLog } from '#core/log.ts';
import { messageState } from '#core/message-state.ts';
import { HotConnection } from '#store/hot-connection.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { emptyDirectory } from '../../test/empty-directory.ts';
import type { CallbackJob, DlrFacts } from './job.ts';
import { CallbackSender, type CallbackSettings } from './sender.ts';

const FINAL_AT = Date.parse('2019-02-05T15:27:39.878Z');
const SLOW = { timeout: 15_000 };

let database: TestDatabase;
let node: number;
let elapsed: number;
const accounts = new Map<number, Account>();
const cleanups: (() => unknown)[] = [];

/** Real time, and what a test adds to it. */
const clock: Clock = {
  now: () => systemClock.now() + elapsed,
  monotonic: () => systemClock.monotonic() + elapsed,
};

beforeEach(async () => {
  node = 7;
  elapsed = 0;
  accounts.clear();
  database = await testDatabase();
  await database.pool.query(`insert into connectors (name, kind) values ('op', 'smpp')`);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await database.drop();
});

async function addAccount(changes: Partial<Account>): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>(
    'insert into accounts (name) values ($1) returning id',
    [newId()],
  );
  const id = rows[0]?.id ?? 0;
  accounts.set(id, {
    id,
    name: `account ${id}`,
    currency: 'KES',
    active: true,
    defaultCountry: 'KE',
    dlrUrl: null,
    moUrl: null,
    callbackSecrets: [],
    senders: new Set(),
    promotionalSenders: new Set(),
    languages: new Set(),
    settings: {
      failedHttpStatus: 200,
      nullStyle: 'string',
      smartEncoding: 'off',
      lenientNumbers: false,
      refund: 'none',
      validityMinutes: 60,
      requestsPerSecond: 0,
    },
    ...changes,
  });
  return id;
}

function startSender(changes: Partial<CallbackSettings> = {}): CallbackSender {
  const outcomes = new HotConnection(database.config, 'outcomes');
  const sweeps = new HotConnection(database.config, 'sweeps');
  const directory: Directory = {
    ...emptyDirectory,
    accounts,
    connectors: new Map([
      [
        1,
        { id: 1, name: 'op', kind: 'smpp', enabled: true, statusFamily: 'sdp', throughput: 0, settings: {} },
      ],
    ]),
  };
  const sender = new CallbackSender({
    outcomes,
    sweeps,
    directory: () => directory,
    clock,
    log: createLog('silent'),
    nodeId: () => node,
    settings: {
      timeZone: 'Africa/Nairobi',
      concurrency: 10,
      maxHeld: 20_000,
      totalMs: 5000,
      guard: { allow: ['127.0.0.0/8'], deny: [], requireHttps: false, nat64: [] },
      ...changes,
    },
  });
  sender.start();
  cleanups.push(async () => {
    await sender.stop(1000);
    await outcomes.close();
    await sweeps.close();
  });
  return sender;
}

type Seen = { body: string; headers: http.IncomingHttpHeaders };

/** A customer's server. `answer` gives the status of the n-th request, from 0. */
async function startSink(
  answer: (index: number) => number | Promise<number> = () => 200,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    seen.push({ body, headers: request.headers });
    response.statusCode = await answer(seen.length - 1);
    response.end('noted');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/dlr`, seen };
}

/** An address where nobody listens. */
async function deadUrl(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/`;
}

/** Final messages with the callbacks they owe. @returns the jobs, for memory */
async function owe(accountId: number, count: number, owner: number | null): Promise<CallbackJob[]> {
  const ids = Array.from({ length: count }, () => newId());
  await database.pool.query(
    `insert into messages (id, account_id, connector_id, msisdn, sender, body, ref_id, flash, lane, encoding, parts, mcc, mnc, price,
                           charge_id, expires_at, wants_callback, state, reason, final_at)
     select id, $2, 1, '254712345678', 'TIARA', 'Hello', '09wiwu088e', false, 1, 'gsm7', 1, '639', '02', 6000,
            id, now(), true, ${messageState.delivered}, 'DeliveredToTerminal', $3
     from unnest($1::uuid[]) as u(id)`,
    [ids, accountId, new Date(FINAL_AT).toISOString()],
  );
  await database.pool.query(
    `insert into callbacks (subject_id, kind, account_id, owner) select id, 'dlr', $2, $3 from unnest($1::uuid[]) as u(id)`,
    [ids, accountId, owner],
  );
  return ids.map((subjectId) => ({ facts: factsOfMessage(subjectId, accountId), attempts: 0 }));
}

function factsOfMessage(subjectId: string, accountId: number): DlrFacts {
  return {
    kind: 'dlr',
    subjectId,
    accountId,
    msisdn: '254712345678',
    sender: 'TIARA',
    refId: '09wiwu088e',
    family: 'sdp',
    state: messageState.delivered,
    reason: 'DeliveredToTerminal',
    finalAt: FINAL_AT,
  };
}

type Row = {
  dead: boolean;
  owner: number | null;
  attempts: number;
  last_status: number | null;
  last_error: string | null;
  waits: boolean;
};

async function callbackRows(): Promise<Row[]> {
  const { rows } = await database.pool.query<Row>(
    'select dead, owner, attempts, last_status, last_error, due_at > now() as waits from callbacks order by subject_id',
  );
  return rows;
}

async function undelivered(accountId: number): Promise<number> {
  const { rows } = await database.pool.query(
    'select from messages where account_id = $1 and callback_at is null',
    [accountId],
  );
  return rows.length;
}

/** Lets the waits of the rows be over. */
async function passWaits(): Promise<void> {
  await database.pool.query('update callbacks set due_at = now() where owner is null and not dead');
}

test('a callback offered from memory is delivered, and its row ends', async () => {
  const sink = await startSink();
  const account = await addAccount({ dlrUrl: sink.url });
  const sender = startSender();
  const [job] = await owe(account, 1, node);
  sender.offer(job ? [job] : []);
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(await undelivered(account)).toBe(0);
  expect(sink.seen).toHaveLength(1);
  expect(sink.seen[0]?.body).toBe(
    `{"msgId":"${job?.facts.subjectId}","from":"254712345678","to":"TIARA","refId":"09wiwu088e","status":"DeliveredToTerminal","statusReason":"DeliveredToTerminal","deliveryTime":"2019-02-05 18:27:39.878"}`,
  );
  expect(sink.seen[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(sink.seen[0]?.headers).not.toHaveProperty('webhook-signature');
  await expect.poll(() => sender.stats().held).toBe(0);
});

test('D14 500, 500, 200: three attempts with the same body, each told', async () => {
  const sink = await startSink((index) => (index < 2 ? 500 : 200));
  const account = await addAccount({ dlrUrl: sink.url });
  const sender = startSender();
  sender.offer(await owe(account, 1, node));
  for (const attempts of [1, 2]) {
    await expect
      .poll(callbackRows, SLOW)
      .toMatchObject([{ attempts, owner: null, last_status: 500, waits: true }]);
    await passWaits();
  }
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(sink.seen).toHaveLength(3);
  expect(new Set(sink.seen.map((one) => one.body)).size).toBe(1);
  const { rows } = await database.pool.query(
    'select attempt, status, error, answer from callback_attempts order by attempt',
  );
  expect(rows).toEqual([
    { attempt: 1, status: 500, error: 'answered 500', answer: 'noted' },
    { attempt: 2, status: 500, error: 'answered 500', answer: 'noted' },
    { attempt: 3, status: 200, error: null, answer: null },
  ]);
});

test('410 makes a dead letter at once', async () => {
  const sink = await startSink(() => 410);
  const account = await addAccount({ dlrUrl: sink.url });
  startSender().offer(await owe(account, 1, node));
  await expect
    .poll(callbackRows, SLOW)
    .toMatchObject([{ dead: true, owner: null, attempts: 1, last_status: 410 }]);
});

test('X15 a redirect to metadata is a failure and not followed', async () => {
  const server = http.createServer((_, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' });
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  cleanups.push(() => server.closeAllConnections());
  const account = await addAccount({
    dlrUrl: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`,
  });
  startSender().offer(await owe(account, 1, node));
  await expect
    .poll(callbackRows, SLOW)
    .toMatchObject([{ attempts: 1, last_status: 302, last_error: 'answered 302' }]);
});

test('an account whose address was removed gets a dead letter that says so', async () => {
  const account = await addAccount({ dlrUrl: null });
  startSender().offer(await owe(account, 1, node));
  await expect
    .poll(callbackRows, SLOW)
    .toMatchObject([
      { dead: true, attempts: 0, last_error: 'the account has no address for receipts: set one and replay' },
    ]);
});

test('an address that may not be called fails with the reason, by URL and by name', async () => {
  const byUrl = await addAccount({ dlrUrl: 'http://10.0.0.1/' });
  const byName = await addAccount({ dlrUrl: 'http://localhost:8080/' });
  const sender = startSender({ guard: { allow: [], deny: [], requireHttps: false, nat64: [] } });
  sender.offer([...(await owe(byUrl, 1, node)), ...(await owe(byName, 1, node))]);
  await expect.poll(callbackRows, SLOW).toMatchObject([
    {
      attempts: 1,
      waits: true,
      last_status: null,
      last_error: '10.0.0.1 is not a public address, and callbacks.allowPrivate does not allow it',
    },
    {
      attempts: 1,
      waits: true,
      last_status: null,
      last_error: expect.stringMatching(
        /^localhost leads nowhere we may call: .* is not a public address, and/,
      ),
    },
  ]);
});

test('X20 with two secrets a callback carries two signatures, each of which verifies', async () => {
  const older = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
  const newer = 'whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=';
  const sink = await startSink();
  const account = await addAccount({ dlrUrl: sink.url, callbackSecrets: [newer, older] });
  startSender().offer(await owe(account, 1, node));
  await expect.poll(() => sink.seen.length, SLOW).toBe(1);
  const { body, headers } = sink.seen[0] ?? { body: '', headers: {} };
  for (const secret of [newer, older]) {
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
  }
});

test('rows without an owner are taken, at start and when they fall due', async () => {
  const sink = await startSink();
  const account = await addAccount({ dlrUrl: sink.url, moUrl: sink.url });
  await owe(account, 30, null);
  const mo = newId();
  await database.pool.query(
    `insert into mo (id, number, connector_id, account_id, source, destination, body, received_at)
     values ($1, 234223, 1, $2, '254712345678', 'TIARA', '\\x48690020', $3)`,
    [mo, account, new Date(FINAL_AT).toISOString()],
  );
  await database.pool.query(`insert into callbacks (subject_id, kind, account_id) values ($1, 'mo', $2)`, [
    mo,
    account,
  ]);
  startSender();
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(sink.seen).toHaveLength(31);
  expect(sink.seen.map((one) => one.body)).toContain(
    '{"msgId":"234223","from":"254712345678","to":"TIARA","refId":"null","message":"Hi\\u0000 ","linkId":"smpp","receiveTime":"2019-02-05 18:27:39.878"}',
  );
});

test('what does not fit into memory waits in its row and is delivered all the same', async () => {
  const sink = await startSink();
  const account = await addAccount({ dlrUrl: sink.url });
  const sender = startSender({ maxHeld: 40 });
  const jobs = await owe(account, 400, node);
  sender.offer(jobs);
  expect(sender.stats().held).toBeLessThanOrEqual(40);
  await expect.poll(callbackRows, SLOW).toEqual([]);
  const told = sink.seen.map((one) => JSON.parse(one.body).msgId);
  expect(new Set(told)).toEqual(new Set(jobs.map((job) => job.facts.subjectId)));
  expect(told).toHaveLength(400);
});

test('no more requests than allowed are under way to one destination', async () => {
  let underWay = 0;
  let most = 0;
  let release = (): void => undefined;
  const threeAtOnce = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sink = await startSink(async () => {
    most = Math.max(most, ++underWay);
    if (underWay === 3) release();
    await threeAtOnce;
    underWay -= 1;
    return 200;
  });
  const account = await addAccount({ dlrUrl: sink.url });
  startSender({ concurrency: 3 }).offer(await owe(account, 60, node));
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(most).toBe(3);
});

test('X18 a dead destination rests, keeps its rows, and holds up nobody', async () => {
  const sink = await startSink();
  const good = await addAccount({ dlrUrl: sink.url });
  const dead = await addAccount({ dlrUrl: await deadUrl() });
  const sender = startSender({ maxHeld: 500 });
  await owe(dead, 3000, null);
  const fresh = [...(await owe(dead, 300, node)), ...(await owe(good, 300, node))];
  await owe(good, 700, null);
  sender.offer(fresh);
  await expect.poll(() => undelivered(good), SLOW).toBe(0);
  expect(sender.stats().resting).toBe(1);
  expect(await undelivered(dead)).toBe(3300);
  const { rows } = await database.pool.query<{ tried: string }>(
    'select sum(attempts) as tried from callbacks where account_id = $1',
    [dead],
  );
  expect(Number(rows[0]?.tried)).toBeLessThanOrEqual(20);
  await expect.poll(() => sender.stats().held, SLOW).toBe(0);
});

test('a destination that is back is found by one probe, and all that waited is delivered', async () => {
  let isBack = false;
  let probes = 0;
  const sink = await startSink(() => {
    if (!isBack) return 503;
    probes += 1;
    return 200;
  });
  const account = await addAccount({ dlrUrl: sink.url });
  const sender = startSender();
  sender.offer(await owe(account, 100, node));
  await expect.poll(() => sender.stats(), SLOW).toMatchObject({ resting: 1, held: 0, outcomesWaiting: 0 });
  expect(sink.seen.length).toBeLessThanOrEqual(20);
  isBack = true;
  elapsed += 30_000;
  await passWaits();
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(probes).toBe(100);
  expect(sender.stats().resting).toBe(0);
});

test('a delivery under a lost lease changes nothing', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sink = await startSink(async () => {
    await held;
    return 200;
  });
  const account = await addAccount({ dlrUrl: sink.url });
  const sender = startSender();
  sender.offer(await owe(account, 1, node));
  await expect.poll(() => sink.seen.length, SLOW).toBe(1);
  await database.pool.query('update callbacks set owner = 99');
  sender.drop();
  node = 8;
  release();
  await expect.poll(() => sender.stats(), SLOW).toMatchObject({ inFlight: 0, held: 0, outcomesWaiting: 0 });
  expect(await callbackRows()).toMatchObject([{ owner: 99, attempts: 0 }]);
  expect(await undelivered(account)).toBe(1);
});

test('outcomes wait while the database connection is gone', async () => {
  const sink = await startSink(async (index) => {
    if (index % 5 === 0) {
      await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ujumbe outcomes' and datname = current_database()`,
      );
    }
    return 200;
  });
  const account = await addAccount({ dlrUrl: sink.url });
  startSender().offer(await owe(account, 20, node));
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(await undelivered(account)).toBe(0);
});

test('a row this node owns but does not know is given back and delivered', async () => {
  const sink = await startSink();
  const account = await addAccount({ dlrUrl: sink.url });
  await owe(account, 1, node);
  startSender();
  const age = setInterval(() => {
    elapsed += 30_000;
  }, 500);
  cleanups.push(() => clearInterval(age));
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(sink.seen).toHaveLength(1);
});

test('stopping gives back what waits and writes what has ended', async () => {
  let answered = 0;
  const sink = await startSink(() => (answered++ < 2 ? 200 : new Promise<number>(() => undefined)));
  const account = await addAccount({ dlrUrl: sink.url });
  const sender = startSender({ concurrency: 2 });
  sender.offer(await owe(account, 50, node));
  await expect.poll(() => sink.seen.length, SLOW).toBe(4);
  await sender.stop(200);
  const rows = await callbackRows();
  expect(rows).toHaveLength(48);
  expect(rows.filter((row) => row.owner !== null || row.attempts !== 0)).toEqual([]);
});

test('an account with many addresses has a limit of its own', async () => {
  let underWay = 0;
  let most = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sinks = await Promise.all(
    Array.from({ length: 4 }, () =>
      startSink(async () => {
        most = Math.max(most, ++underWay);
        await held;
        underWay -= 1;
        return 200;
      }),
    ),
  );
  const account = await addAccount({});
  const sender = startSender({ concurrency: 100 });
  const jobs: CallbackJob[] = [];
  for (const [index, { url }] of sinks.entries()) {
    for (let count = 0; count < 100; count++) {
      const number = String(9000 + index * 100 + count);
      const facts = {
        kind: 'mo',
        subjectId: newId(),
        accountId: account,
        number,
        from: '254700000001',
        to: '20880',
        text: '',
        refId: null,
        linkId: null,
        receivedAt: FINAL_AT,
        url,
      } as const;
      jobs.push({ facts, attempts: 0 });
    }
  }
  await database.pool.query(
    `insert into callbacks (subject_id, kind, account_id, owner) select id, 'mo', $2, $3 from unnest($1::uuid[]) as u(id)`,
    [jobs.map((job) => job.facts.subjectId), account, node],
  );
  sender.offer(jobs);
  expect(sender.stats().inFlight).toBe(256);
  await expect.poll(() => underWay, SLOW).toBe(256);
  release();
  await expect.poll(callbackRows, SLOW).toEqual([]);
  expect(most).toBe(256);
});
