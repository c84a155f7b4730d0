import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { Client } from './client.ts';
import { expectedDlr } from './expected-dlr.ts';
import { freshNumber } from './load.ts';
import { type Customer, provision } from './provision.ts';
import { settle } from './settle.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World } from './world.ts';

const MULTIPART = 0x40;

describe('a message on its way from a customer to a phone, and its receipt back', () => {
  let world: World;
  /** His operator refuses to be bound, and his messages are worth little time. */
  let stranded: Customer;
  beforeAll(async () => {
    world = await startWorld({ simulator: { behaviours: { refuseBinds: { systemId: 'closed' } } } });
    const { smscPort, sinkUrl } = world.simulator;
    stranded = await provision(world.pool, {
      smscPort,
      sinkUrl,
      systemId: 'closed',
      shortCode: '22142',
      accountSettings: { validityMinutes: 0.02 },
    });
  });
  afterAll(() => world.close());

  async function send(message: Record<string, unknown>): Promise<{ msisdn: string; msgId: string }> {
    const msisdn = freshNumber();
    const answer = await world.client.send({ from: 'TIARA', to: msisdn, message: 'Test SMS', ...message });
    expect(answer).toMatchObject({ status: 'SUCCESS', statusCode: '0' });
    return { msisdn, msgId: answer?.msgId ?? '' };
  }

  const callbacks = (msgId: string) => world.simulator.callbacks({ contains: msgId });

  test('is told as documented, to the byte', async () => {
    const { simulator, pool } = world;
    const { msisdn, msgId } = await send({ refId: '09wiwu088e' });
    await settle(world);
    expect(simulator.inbox(msisdn).messages).toMatchObject([
      { from: 'TIARA', text: 'Test SMS', encoding: 'gsm7', flash: false, parts: 1 },
    ]);
    expect(simulator.submits(msisdn)).toMatchObject([
      {
        sourceTon: 5,
        sourceNpi: 0,
        destTon: 1,
        destNpi: 1,
        dataCoding: 0,
        esmClass: 0,
        registeredDelivery: 1,
      },
    ]);
    const [callback, ...others] = callbacks(msgId);
    expect(others).toEqual([]);
    const body = await expectedDlr(pool, {
      msgId,
      from: msisdn,
      to: 'TIARA',
      refId: '09wiwu088e',
      status: 'DELIVRD',
      statusReason: 'DELIVRD',
    });
    expect(callback).toMatchObject({ method: 'POST', url: '/dlr', body });
    expect(callback?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    });
  });

  test('is shown at once when it is flash, in either alphabet', async () => {
    const { simulator } = world;
    const gsm = await send({ messageType: '2' });
    const ucs2 = await send({ messageType: '2', message: 'Habari – karibu' });
    await settle(world);
    expect(simulator.submits(gsm.msisdn)).toMatchObject([{ dataCoding: 0x10 }]);
    expect(simulator.submits(ucs2.msisdn)).toMatchObject([{ dataCoding: 0x18 }]);
    for (const { msisdn } of [gsm, ucs2])
      expect(simulator.inbox(msisdn).messages).toMatchObject([{ flash: true }]);
  });

  test.each([
    ['the whole GSM alphabet', '@£$¥èéùìòÇØøÅå_ΔΦΓΛΩΠΨΣΘΞÆæßÉ ÄÖÑÜ§¿äöñüà ^{}\\[~]|€ \n\r"\'', 0x00, 1],
    ['UCS-2', 'Жители Найроби 😀 – karibu', 0x08, 1],
    ['long GSM with escapes at the seams', '{€} '.repeat(76), 0x00, 4],
    ['long UCS-2 with surrogate pairs at the seams', '😀a'.repeat(60), 0x08, 3],
  ])('keeps its text: %s', async (_label, text, dataCoding, parts) => {
    const { simulator } = world;
    const { msisdn, msgId } = await send({ message: text });
    await settle(world);
    expect(simulator.inbox(msisdn)).toMatchObject({ messages: [{ text, parts }], incomplete: [] });
    const submits = simulator.submits(msisdn);
    expect(submits.map((submit) => submit.part?.sequence ?? 1)).toEqual(
      Array.from({ length: parts }, (_, index) => index + 1),
    );
    for (const submit of submits)
      expect(submit).toMatchObject({ dataCoding, esmClass: parts > 1 ? MULTIPART : 0 });
    expect(callbacks(msgId)).toHaveLength(1);
  });

  test('is told when its last part has arrived, and never before', async () => {
    const { simulator, pool, client } = world;
    simulator.setBehaviour({ receiptDelay: { min: 0, max: 150 } });
    const { msgId } = await send({ message: 'x'.repeat(500) });
    await settle(world);
    simulator.setBehaviour({ receiptDelay: null });
    expect(callbacks(msgId)).toHaveLength(1);
    const { rows } = await pool.query(
      `select count(*)::int as parts, bool_and(m.final_at >= date_trunc('milliseconds', p.at)) as last
       from messages m join part_receipts p on p.message_id = m.id where m.id = $1`,
      [msgId],
    );
    expect(rows).toEqual([{ parts: 4, last: true }]);
    const { body } = await client.get(`/api/v1/messages/${msgId}`);
    expect((body as { timeline: { kind: string }[] }).timeline.map(({ kind }) => kind)).toEqual([
      'accepted',
      'submitted',
      ...new Array(4).fill('part-receipt'),
      'delivered',
      'callback-delivered',
    ]);
  });

  test('is told again with the same bytes until the application takes it', async () => {
    const { simulator, pool, gateway } = world;
    simulator.failCallbacks({ kind: 'status', status: 500, times: 2 });
    const { msgId } = await send({ refId: 'r' });
    for (const attempts of [1, 2]) {
      await waitUntil(
        async () => {
          // The schedule waits ten seconds and longer; a person would press replay.
          const { rowCount } = await pool.query(
            'update callbacks set due_at = now() where subject_id = $1 and owner is null and attempts = $2',
            [msgId, attempts],
          );
          return rowCount === 1;
        },
        () => `no attempt ${attempts} of the callback has failed\n${gateway.log}`,
      );
    }
    await settle(world);
    const told = callbacks(msgId);
    expect(told.map(({ answered }) => answered)).toEqual([500, 500, 200]);
    expect(new Set(told.map(({ body }) => body)).size).toBe(1);
  });

  test('expires in our queue when its operator does not come back in time', async () => {
    const { gateway, pool } = world;
    const client = new Client(gateway.baseUrl, stranded.key);
    const msisdn = freshNumber();
    let msgId = '';
    await waitUntil(
      async () => {
        const answer = await client.send({ from: 'TIARA', to: msisdn, message: 'Too late', refId: 'late' });
        msgId = answer?.status === 'SUCCESS' ? answer.msgId : '';
        return msgId !== '';
      },
      () => `the second customer is not known yet\n${gateway.log}`,
    );
    await client.close();
    await settle(world);
    const body = await expectedDlr(pool, {
      msgId,
      from: msisdn,
      to: 'TIARA',
      refId: 'late',
      status: 'EXPIRED',
      statusReason: 'Validity period exceeded',
    });
    expect(callbacks(msgId).map((callback) => callback.body)).toEqual([body]);
    expect(world.simulator.submits(msisdn)).toEqual([]);
  });

  test('and the store keeps its promises', () => checkPromises(world.pool));
});
