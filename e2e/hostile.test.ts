import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import type { SendAnswer } from './client.ts';
import { type Body, hostileTexts, randomBodies } from './hostile-bodies.ts';
import { freshNumber, sendMany } from './load.ts';
import { settle } from './settle.ts';
import { type SlowClients, startSlowClients } from './slow-clients.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World } from './world.ts';

const BODIES = 10_000;
const AT_ONCE = 24;
const SLOW = 500;
const RESULT = 'cost,mnc,balance,msgId,to,mcc,desc,status,statusCode';
const ERROR = 'timestamp,status,error,message,path';
/** What must never be in a log. */
const secret = {
  text: `Siri-${randomUUID()}`,
  password: `geheim-${randomUUID()}`,
  refId: `ref-${randomUUID()}`,
};

type Answer = { status: number; body: unknown };

describe('a gateway among people who mean it no good', () => {
  let world: World;
  let slow: SlowClients;
  const agent = new Agent({ connections: AT_ONCE });

  beforeAll(async () => {
    world = await startWorld({
      config: { log: { level: 'debug' } },
      operator: { settings: { password: secret.password } },
    });
    slow = await startSlowClients(world.gateway.baseUrl, SLOW, world.customer.key);
  });
  afterAll(async () => {
    slow.end();
    await agent.destroy();
    await world.close();
  });

  async function post(path: string, { bytes, type }: Body, key = world.customer.key): Promise<Answer> {
    const answer = await request(world.gateway.baseUrl + path, {
      method: 'POST',
      dispatcher: agent,
      headers: { authorization: `Bearer ${key}`, ...(type === undefined ? {} : { 'content-type': type }) },
      body: bytes,
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  }

  const postJson = (path: string, text: string) =>
    post(path, { bytes: Buffer.from(text), type: 'application/json' });

  const accepted = async () => {
    const { rows } = await world.pool.query<{ count: number }>('select count(*)::int as count from messages');
    return rows[0]?.count ?? 0;
  };

  test('answers good clients while slow ones hold their connections', async () => {
    expect(slow.open).toBe(SLOW);
    const sent = await sendMany(world.client, 'TIARA', 200, 4);
    expect(sent).toHaveLength(200);
    expect([...world.client.statuses.keys()]).toEqual([200]);
  });

  test(`answers ${BODIES} random bodies as documented, and stores what it accepts`, {
    timeout: 90_000,
  }, async () => {
    const before = await accepted();
    const bodies = randomBodies(BODIES, 20_190_205);
    const statuses = new Map<number, number>();
    let successes = 0;
    const lane = async () => {
      for (let body = bodies.pop(); body; body = bodies.pop()) {
        const batch = bodies.length % 2 === 0;
        const answer = await post(`/api/messaging/${batch ? 'sendbatch' : 'sendsms'}`, body);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect([200, 400, 413, 415]).toContain(answer.status);
        expect(Array.isArray(answer.body)).toBe(batch);
        for (const one of [answer.body].flat() as SendAnswer[]) {
          expect(Object.keys(one).join()).toBe(answer.status === 200 ? RESULT : ERROR);
          if (one.status === 'SUCCESS') successes += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    expect([...statuses.keys()].sort()).toEqual([200, 400, 415]);
    expect(successes).toBeGreaterThan(BODIES / 10);
    expect(await accepted()).toBe(before + successes);
    await settle(world, { timeoutMs: 60_000 });
  });

  test.each(hostileTexts.map((text) => [JSON.stringify(text), text] as const))(
    'stores %s as it is, or refuses it',
    async (_label, text) => {
      const { client, pool, simulator } = world;
      const to = freshNumber();
      const good = { from: 'TIARA', to, message: 'Hi' };
      for (const field of ['from', 'to', 'messageType'])
        expect((await client.send({ ...good, [field]: text }))?.status).toBe('FAILED');
      const whole = await client.send({ ...good, message: text, refId: text, linkId: text });
      if (text.includes('\0')) {
        expect(whole?.status).toBe('FAILED');
      } else {
        expect(whole?.status).toBe('SUCCESS');
        const { rows } = await pool.query(
          'select body, ref_id as "refId", link_id as "linkId" from messages where id = $1',
          [whole?.msgId],
        );
        expect(rows).toEqual([{ body: text, refId: text, linkId: text }]);
        await settle(world);
        expect(simulator.inbox(to).messages.map((message) => message.text)).toEqual([text]);
        const [callback] = simulator.callbacks({ contains: whole?.msgId ?? '' });
        expect(JSON.parse(callback?.body ?? '{}').refId).toBe(text);
      }
      const written = encodeURIComponent(text);
      for (const path of [
        `messages/${written}`,
        ...['to', 'ref', 'state', 'cursor'].map((q) => `messages?${q}=${written}`),
      ])
        expect((await client.get(`/api/v1/${path}`)).statusCode).toBeLessThan(500);
    },
  );

  test('refuses what is too long, too deep or too much', async () => {
    const long = 'a'.repeat(1024 * 1024);
    const field = (name: string, text: string) =>
      JSON.stringify([{ from: 'TIARA', to: '254722000001', message: 'Hi', [name]: `${text}!` }]);
    for (const [name, code] of [
      ['from', '1002'],
      ['to', '1002'],
      ['message', '1004'],
      ['refId', '1002'],
      ['linkId', '1010'],
      ['messageType', '1005'],
    ] as const) {
      const answer = await postJson('/api/messaging/sendbatch', field(name, long));
      expect(answer).toMatchObject({ status: 200, body: [{ status: 'FAILED', statusCode: code }] });
      expect((await postJson('/api/messaging/sendsms', field(name, long))).status).toBe(413);
    }
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const wide = `[{${Array.from({ length: 400_000 }, (_, index) => `"k${index}":1`).join()}}]`;
    for (const text of [deep, wide])
      expect((await postJson('/api/messaging/sendbatch', text)).status).toBe(400);
    expect((await postJson('/api/messaging/sendbatch', `["${'x'.repeat(5 * 1024 * 1024)}"]`)).status).toBe(
      413,
    );
  });

  test('lets nobody in with a key that is none', async () => {
    const good = {
      bytes: Buffer.from('{"from":"TIARA","to":"254722000001","message":"Hi"}'),
      type: 'application/json',
    };
    const { key } = world.customer;
    const before = await accepted();
    for (const other of [
      '',
      ' ',
      key.slice(0, -1),
      `${key}a`,
      key.toUpperCase(),
      "' or 1=1",
      'a.b.c',
      'x'.repeat(8000),
    ])
      expect((await post('/api/messaging/sendsms', good, other)).status, other).toBe(403);
    expect(await accepted()).toBe(before);
  });

  test('writes a log of whole lines in which nobody is named', async () => {
    const { client, simulator, gateway, customer } = world;
    const to = freshNumber();
    const from = freshNumber();
    const send = (message: Record<string, unknown> = {}) =>
      client.send({ from: 'TIARA', to, message: secret.text, refId: secret.refId, ...message });
    await send();
    await send({ message: `${secret.text} `.repeat(20), messageType: '2' });
    await client.post('/api/v1/messages', { from: 'TIARA', to, text: secret.text, ref: secret.refId });
    await client.get(`/api/v1/messages?to=${to}&ref=${secret.refId}`);
    await simulator.sendMo({ from, to: '22141', text: secret.text });
    await simulator.sendMo({ from, to: '40404', text: secret.text });
    for (const status of ['ESME_RINVESMCLASS', 'ESME_RINVSRCADR', 'ESME_RTHROTTLED']) {
      simulator.setBehaviour({ errors: { status, times: 1 } });
      await send();
      await settle(world);
    }
    simulator.setBehaviour({ errors: null, badPdu: { kind: 'garbage', times: 1 } });
    await send();
    await settle(world, { answersWereLost: true });
    simulator.setBehaviour({ badPdu: null, latency: 50 });
    simulator.failCallbacks({ kind: 'close', times: 1 });
    await Promise.all([send(), send()]);
    simulator.dropLinks();
    await post('/api/messaging/sendsms', {
      bytes: Buffer.from(`{"message":"${secret.text}`),
      type: 'application/json',
    });
    await waitUntil(
      async () => {
        await world.pool.query('update callbacks set due_at = now() where owner is null');
        return (
          (await world.pool.query('select from mt_queue union all select from callbacks')).rowCount === 0
        );
      },
      () => 'messages or callbacks are left',
    );
    await settle(world, { answersWereLost: true });
    expect(simulator.callbacks({ contains: to }).length).toBeGreaterThan(5);

    const lines = gateway.wholeLog;
    for (const told of ['"bound"', 'refused by the operator', 'cannot be read', '"unbound"'])
      expect(
        lines.some((line) => line.includes(told)),
        told,
      ).toBe(true);
    for (const line of lines) expect(JSON.parse(line), line).toBeTypeOf('object');
    const markers = [
      secret.text,
      secret.password,
      secret.refId,
      customer.key,
      to,
      from,
      to.slice(3),
      from.slice(3),
    ];
    const told = lines.filter((line) => markers.some((marker) => line.includes(marker)));
    expect(told).toEqual([]);
    expect(lines.filter((line) => /254722\d{6}/.test(line))).toEqual([]);
  });

  test('has sent every slow client away', { timeout: 60_000 }, async () => {
    await waitUntil(
      () => slow.open === 0,
      () => `${slow.open} slow clients are still connected`,
      40_000,
    );
    await checkPromises(world.pool);
  });
});
