import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AcceptResult, IdempotencyConflict, TemporarilyUnavailable } from '#core/accept.ts';
import { newId } from '#core/ids.ts';
import { forgetIdempotencyKeys } from '#store/idempotency.ts';
import { judge } from './judge.ts';
import { storeGroup } from './store-group.ts';
import { openRoom, type Room, requestOf, until } from './test-room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.close());

const said = (results: readonly AcceptResult[]) =>
  results.map((result) => (result.accepted ? 'ok' : result.refusal.code));
const bodies = async () =>
  (await room.rows<{ body: string }>('select body from messages order by id')).map(({ body }) => body);
const charges = () =>
  room.rows<{ account_id: number; amount: number; messages: number }>(
    `select account_id, amount::int, messages from ledger where kind = 'charge' order by id`,
  );
const numbered = (count: number, prefix = 'm') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Statements that accept from now on, by the number of messages in each. */
function countGroups(): number[] {
  const sizes: number[] = [];
  room.acceptConnection.before = ({ name }, values) => {
    if (name === 'accept_messages') sizes.push((values[4] as string[]).length);
  };
  return sizes;
}

describe('a group', () => {
  test('is one statement, one charge and a running balance', async () => {
    const sizes = countGroups();
    const results = await room.send(['a', 'b', 'c']);
    expect(sizes).toEqual([3]);
    expect(results).toMatchObject([
      { accepted: true, cost: 6000, balance: 994_000, parts: 1 },
      { accepted: true, cost: 6000, balance: 988_000 },
      { accepted: true, cost: 6000, balance: 982_000 },
    ]);
    expect(await charges()).toEqual([{ account_id: 1, amount: -18_000, messages: 3 }]);
    expect(await room.balance()).toBe(982_000);
    await until(() => room.connector.submitted.length === 3);
    expect(room.connector.texts).toEqual(['a', 'b', 'c']);
  });

  test('of several accounts charges each its own, and one that cannot pay does not stop the others', async () => {
    const poor = await room.addAccount('poor', 0.5);
    const rich = await room.addAccount('rich', 10);
    const sizes = countGroups();
    const [first, second, third] = await Promise.all([
      room.send(['a']),
      room.send(['b1', 'b2'], poor),
      room.send(['c'], rich),
    ]);
    expect([said(first), said(second), said(third)]).toEqual([['ok'], ['1006', '1006'], ['ok']]);
    expect(sizes).toEqual([4, 1]);
    expect(second).toMatchObject([{ balance: 5000 }, { balance: 5000 }]);
    expect(await charges()).toEqual([
      { account_id: 1, amount: -6000, messages: 1 },
      { account_id: rich.id, amount: -6000, messages: 1 },
    ]);
    expect(await bodies()).toEqual(['a', 'c']);
  });

  test('with money for 10 of 50 pays the first 10, and never goes below zero', async () => {
    const poor = await room.addAccount('poor', 6.5);
    const results = (await Promise.all(numbered(50).map((text) => room.send([text], poor)))).flat();
    expect(said(results)).toEqual([...Array(10).fill('ok'), ...Array(40).fill('1006')]);
    expect(await bodies()).toEqual(numbered(10));
    expect(await room.balance(poor)).toBe(5000);
    expect(results.slice(10).every((result) => result.balance === 5000)).toBe(true);
  });

  test('of a batch whose money runs out in the middle costs a few statements, not one a message', async () => {
    const poor = await room.addAccount('poor', 0.6 * 437);
    const sizes = countGroups();
    const results = await room.send(numbered(1000), poor);
    expect(said(results)).toEqual([...Array(437).fill('ok'), ...Array(563).fill('1006')]);
    expect(sizes.length).toBeLessThan(30);
    expect(await room.balance(poor)).toBe(0);
    expect(results[436]).toMatchObject({ balance: 0 });
    expect(results[0]).toMatchObject({ balance: 436 * 6000 });
    await until(() => room.connector.submitted.length === 100);
    expect(room.connector.texts).toEqual(numbered(100));
  });

  test('a cheap message after a dear one that cannot be paid is paid', async () => {
    const poor = await room.addAccount('poor', 1);
    const long = 'x'.repeat(400);
    const results = await room.send([long, 'short', 'no more'], poor);
    expect(said(results)).toEqual(['1006', 'ok', '1006']);
    expect(await room.balance(poor)).toBe(4000);
  });

  test('a message the database refuses is told apart from the others', async () => {
    room.acceptConnection.before = poison('m3');
    const results = (await Promise.all(numbered(7).map((text) => room.send([text])))).flat();
    expect(said(results)).toEqual(['ok', 'ok', 'ok', '1099', 'ok', 'ok', 'ok']);
    await until(() => room.connector.submitted.length === 6);
    expect(room.connector.texts).toEqual(numbered(7).filter((text) => text !== 'm3'));
  });

  test('on two nodes at once does not spend the same money twice', async () => {
    const poor = await room.addAccount('poor', 6);
    const other = room.connection('another node');
    const deps = { dispatcher: room.dispatcher, node: () => 2 };
    const items = numbered(25).map((text) => {
      const request = requestOf(text);
      const verdict = judge(
        {
          directory: room.directory,
          optOuts: { has: () => false },
          isUp: () => true,
          supportsFlash: () => true,
          clock: room.clock,
          random: () => 0,
        },
        poor,
        request,
      );
      if (!('draft' in verdict)) throw new Error('refused');
      return { id: newId(), account: poor, draft: verdict.draft, request };
    });
    const [here, there] = await Promise.all([room.send(numbered(25), poor), storeGroup(deps, other, items)]);
    const paid =
      said(here).filter((word) => word === 'ok').length +
      there.filter(({ kind }) => kind === 'stored').length;
    expect(paid).toBe(10);
    expect(await room.balance(poor)).toBe(0);
  });
});

/** Has the database refuse a group that carries a text. */
function poison(text: string) {
  return ({ name }: { name: string }, values: unknown[]) => {
    if (name !== 'accept_messages') return;
    const texts = values[9] as string[];
    if (texts.includes(text)) values[9] = texts.map((one) => (one === text ? 'nul \0' : one));
  };
}

describe('while the database is away', () => {
  test('nothing is accepted, and slots and places are given back', async () => {
    room.acceptConnection.away = true;
    await expect(room.send(numbered(20))).rejects.toThrow(TemporarilyUnavailable);
    room.acceptConnection.away = false;
    expect(said(await room.send(numbered(100, 'again')))).toEqual(Array(100).fill('ok'));
    await until(() => room.connector.submitted.length === 100);
    expect(await room.rows('select from mt_queue where not released')).toEqual([]);
  });

  test('what was stored before it went is handed over, and the rest is told apart', async () => {
    const poor = await room.addAccount('poor', 1.2);
    let statements = 0;
    room.acceptConnection.before = ({ name }) => {
      if (name === 'accept_messages' && ++statements === 3) room.acceptConnection.away = true;
    };
    const [rich, split] = await Promise.all([room.send(['rich']), room.send(['p1', 'p2', 'p3', 'p4'], poor)]);
    expect(said(rich)).toEqual(['ok']);
    expect(said(split)).toEqual(['ok', 'ok', '1013', '1013']);
    room.acceptConnection.away = false;
    await until(() => room.connector.submitted.length === 3);
    expect(await room.balance(poor)).toBe(0);
    expect(room.connector.texts).toEqual(['rich', 'p1', 'p2']);
    expect(said(await room.send(numbered(97)))).toEqual(Array(97).fill('ok'));
    await until(() => room.connector.submitted.length === 100);
    expect(await room.rows('select from mt_queue where not released')).toEqual([]);
  });
});

describe('back-pressure', () => {
  test('turns requests away while more wait than may', async () => {
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    room.acceptConnection.before = () => held;
    const first = room.send(['first']);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const waiting = Array.from({ length: 11 }, (_, index) => room.send(numbered(1000, `${index} `)));
    await expect(room.send(['too much'])).rejects.toThrow(TemporarilyUnavailable);
    goOn();
    expect(said(await first)).toEqual(['ok']);
    expect(said((await Promise.all(waiting)).flat()).filter((word) => word === 'ok')).toHaveLength(165);
  });
});

describe('an idempotency key', () => {
  const keyed = (key: string, texts: readonly string[], by = room.account) =>
    room.acceptor.accept(
      by,
      texts.map((text) => requestOf(text, { to: '254711000001' })),
      { key, bodyHash: createHash('sha256').update(texts.join()).digest() },
    );

  test('gives the first answer again and sends once', async () => {
    const first = await keyed('k', ['a', 'b']);
    expect(said(first)).toEqual(['ok', 'ok']);
    expect(await keyed('k', ['a', 'b'])).toEqual(first);
    expect(await bodies()).toEqual(['a', 'b']);
    expect(await charges()).toHaveLength(1);
    await until(() => room.connector.submitted.length === 2);
    expect(said(await keyed('another', ['a', 'b']))).toEqual(['ok', 'ok']);
    const other = await room.addAccount('other', 10);
    expect(said(await keyed('k', ['a', 'b'], other))).toEqual(['ok', 'ok']);
  });

  test('with another body is a conflict', async () => {
    await keyed('k', ['a']);
    await expect(keyed('k', ['b'])).rejects.toMatchObject({ reason: 'different-body' });
    expect(await bodies()).toEqual(['a']);
  });

  test('asked for in parallel sends once, and all hear the same', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => keyed('k', ['a'])));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await bodies()).toEqual(['a']);
    await until(() => room.connector.submitted.length === 1);
  });

  test('whose first request takes long is in progress', async () => {
    const client = await room.pool.connect();
    await client.query('begin');
    await client.query(`insert into idempotency_keys (account_id, key, body_hash) values (1, 'k', '')`);
    await expect(keyed('k', ['a'])).rejects.toMatchObject({ reason: 'in-progress' });
    await client.query('rollback');
    client.release();
    expect(said(await keyed('k', ['a']))).toEqual(['ok']);
  });

  test('a crash between the charge and the answer leaves nothing, and the request can be repeated', async () => {
    await room.pool.query(`create function crash() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
    await room.pool.query(
      'create trigger crash before update on idempotency_keys for each row execute function crash()',
    );
    room.pool.on('error', () => undefined);
    await expect(keyed('k', ['a', 'b'])).rejects.toThrow(TemporarilyUnavailable);
    expect(await bodies()).toEqual([]);
    expect(await room.balance()).toBe(1_000_000);
    expect(await room.rows('select from idempotency_keys')).toEqual([]);
    await room.pool.query('drop trigger crash on idempotency_keys');
    expect(said(await keyed('k', ['a', 'b']))).toEqual(['ok', 'ok']);
    await until(() => room.connector.submitted.length === 2);
    expect(said(await room.send(numbered(98)))).toEqual(Array(98).fill('ok'));
    await until(() => room.connector.submitted.length === 100);
  });

  test('of a group that is paid in part gives the same parts again', async () => {
    const poor = await room.addAccount('poor', 1.2);
    const first = await keyed('k', ['a', 'b', 'c'], poor);
    expect(first).toMatchObject([
      { accepted: true, balance: 6000 },
      { accepted: true, balance: 0 },
      { accepted: false, refusal: { code: '1006' }, balance: 0 },
    ]);
    await room.pool.query('update balances set balance = 60000 where account_id = $1', [poor.id]);
    await room.pool.query(
      `insert into ledger (id, account_id, kind, amount) values (gen_random_uuid(), $1, 'topup', 60000)`,
      [poor.id],
    );
    expect(await keyed('k', ['a', 'b', 'c'], poor)).toEqual(first);
    expect(await bodies()).toEqual(['a', 'b']);
  });

  test('of a group with a message the database refuses stores the others', async () => {
    await room.pool.query(`alter table messages add constraint no_b check (body <> 'b')`);
    const first = await keyed('k', ['a', 'b', 'c']);
    expect(said(first)).toEqual(['ok', '1099', 'ok']);
    expect(await keyed('k', ['a', 'b', 'c'])).toEqual(first);
    await until(() => room.connector.submitted.length === 2);
    expect(room.connector.texts).toEqual(['a', 'c']);
  });

  test('of requests that are all refused needs no second connection to say so', async () => {
    const poor = await room.addAccount('poor', 0);
    const answers = await Promise.all(numbered(20, 'key').map((key) => keyed(key, ['a'], poor)));
    expect(said(answers.flat())).toEqual(Array(20).fill('1006'));
  });

  test('is forgotten after a day, and its message may be sent again', async () => {
    await keyed('k', ['a']);
    await forgetIdempotencyKeys(room.pool);
    await expect(keyed('k', ['b'])).rejects.toThrow(IdempotencyConflict);
    await room.pool.query(`update idempotency_keys set created_at = now() - interval '25 hours'`);
    await forgetIdempotencyKeys(room.pool);
    expect(said(await keyed('k', ['b']))).toEqual(['ok']);
  });
});

describe('answers', () => {
  test('of refused requests show the balance as it is at their place', async () => {
    const results = await room.acceptor.accept(
      room.account,
      [requestOf('a', { to: 'nobody' }), requestOf('b'), requestOf('c', { from: 'OTHER' }), requestOf('d')],
      null,
    );
    expect(said(results)).toEqual(['1002', 'ok', '1003', 'ok']);
    expect(results.map(({ balance }) => balance)).toEqual([1_000_000, 994_000, 994_000, 988_000]);
  });

  test('of requests that were all refused ask for the balance once', async () => {
    const results = await room.acceptor.accept(
      room.account,
      [requestOf(' '), requestOf('b', { to: '1' })],
      null,
    );
    expect(said(results)).toEqual(['1001', '1002']);
    expect(results.map(({ balance }) => balance)).toEqual([1_000_000, 1_000_000]);
    expect(await charges()).toEqual([]);
  });
});
