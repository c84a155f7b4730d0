import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { addFlow, addSurvey, shippedFlow } from './provision-flows.ts';
import { settle } from './settle.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

type TriggerAnswer = Record<
  'msisdn' | 'srcSystem' | 'msgId' | 'cost' | 'desc' | 'status' | 'statusCode',
  string
>;

describe('a survey from its trigger to its mail', () => {
  let world: World;
  let mails: MailSink;
  /** By name. */
  const surveys = new Map<string, number>();

  beforeAll(async () => {
    mails = await startMailSink();
    world = await startWorld({
      operator: { accountSettings: { requestsPerSecond: 0 } },
      config: {
        email: {
          smtp: { host: '127.0.0.1', port: mails.port, security: 'none', from: 'surveys@gateway.example' },
        },
      },
    });
    const { pool, customer } = world;
    const flowId = await addFlow(pool, customer.accountId, await shippedFlow('visit-nps'));
    const { accountId, shortCode: sender } = customer;
    const add = async (name: string, whenOpen: 'restart' | 'refuse' = 'restart') => {
      const order = { accountId, flowId, sender, name, whenOpen, emails: ['officer@ngo.example'] };
      surveys.set(name, await addSurvey(pool, order));
    };
    await add('visits');
    await add('once', 'refuse');
    await add('resting');
    await setState('resting', 'paused');
    await waitForConnector(world, customer.connectorId);
    await waitUntil(
      async () => (await trigger(freshNumber(), 'resting')).statusCode === '1012',
      () => `the surveys are not known\n${world.gateway.log}`,
    );
  });
  afterAll(async () => {
    await world.close();
    await mails.stop();
  });

  async function trigger(msisdn: string, survey = 'visits'): Promise<TriggerAnswer> {
    const { body } = await world.client.post('/engagements/trigger', {
      msisd: msisdn,
      srcSystem: 'REGONLINE',
      dataFeed: survey,
      fileName: String(surveys.get(survey)),
    });
    return body as TriggerAnswer;
  }

  async function setState(survey: string, state: string): Promise<void> {
    await world.pool.query('update surveys set state = $2 where name = $1', [survey, state]);
  }

  /** What is kept of a person: how their runs stand, and how many messages they were sent. */
  async function keptOf(phone: string): Promise<{ runs: string[]; messages: number }> {
    const { rows } = await world.pool.query<{ runs: string[]; messages: number }>(
      `select (select coalesce(array_agg(coalesce(outcome, status) order by id), '{}') from flow_runs where msisdn = $1) as runs,
         (select count(*)::int from messages where msisdn = $1) as messages`,
      [phone],
    );
    return rows[0] as { runs: string[]; messages: number };
  }

  const texts = (phone: string) => world.simulator.inbox(phone).messages.map(({ text }) => text);

  async function nextText(phone: string, after: number): Promise<string> {
    await waitUntil(
      () => texts(phone).length > after,
      () => `${phone} got ${JSON.stringify(texts(phone))}\n${world.gateway.log}`,
    );
    return texts(phone)[after] as string;
  }

  const answer = (phone: string, text: string) =>
    world.simulator.sendMo({ from: phone, to: world.customer.shortCode, text });

  test('asks, takes answers in, tells them by callback, and mails the response', async () => {
    const phone = freshNumber();
    const started = await trigger(phone);
    expect(started).toMatchObject({
      msisdn: phone,
      srcSystem: 'REGONLINE',
      status: 'SUCCESS',
      statusCode: '0',
    });
    await nextText(phone, 0);
    await answer(phone, '1');
    await nextText(phone, 1);
    await answer(phone, '9');
    await nextText(phone, 2);
    await answer(phone, 'The nurse was kind');
    await nextText(phone, 3);
    await settle(world);
    const told = world.simulator
      .callbacks({ path: '/mo' })
      .map(({ body }) => JSON.parse(body) as Record<string, string>)
      .filter(({ from }) => from === phone);
    expect(told.map(({ message, refId }) => [message, refId])).toEqual([
      ['1', started.msgId],
      ['9', started.msgId],
      ['The nurse was kind', started.msgId],
    ]);
    await waitUntil(
      () => mails.received.some(({ text }) => text.includes('The nurse was kind')),
      () => `no mail came\n${world.gateway.log}`,
    );
    await checkPromises(world.pool);
  });

  test('is refused while it is paused, and put when it is active again', async () => {
    const phone = freshNumber();
    expect(await trigger(phone, 'resting')).toMatchObject({
      status: 'FAILED',
      statusCode: '1012',
      desc: 'Survey is not active.',
    });
    expect(await keptOf(phone)).toEqual({ runs: [], messages: 0 });
    await setState('resting', 'active');
    await waitUntil(
      async () => (await trigger(phone, 'resting')).status === 'SUCCESS',
      () => `the survey stays paused\n${world.gateway.log}`,
    );
    expect(await nextText(phone, 0)).toContain('1 Yes');
    expect(await keptOf(phone)).toEqual({ runs: ['open'], messages: 1 });
  });

  test('is refused for who has opted out, also in the middle of it', async () => {
    const phone = freshNumber();
    await trigger(phone);
    await nextText(phone, 0);
    await answer(phone, 'STOP');
    await waitUntil(
      async () => (await keptOf(phone)).runs[0] === 'opted_out',
      () => `STOP was not heard\n${world.gateway.log}`,
    );
    expect(await trigger(phone)).toMatchObject({ status: 'FAILED', statusCode: '1007' });
    expect(await keptOf(phone)).toEqual({ runs: ['opted_out'], messages: 1 });
  });

  test('is refused without money, nothing of it is kept, and it may be asked for again', async () => {
    const phone = freshNumber();
    const { pool, customer } = world;
    const change = (units: number) =>
      pool.query(
        `with paid as (insert into ledger (id, account_id, kind, amount) values (gen_random_uuid(), $1, 'topup', $2))
         update balances set balance = balance + $2 where account_id = $1`,
        [customer.accountId, units],
      );
    const { rows } = await pool.query('select balance from balances where account_id = $1', [
      customer.accountId,
    ]);
    const all = Number(rows[0].balance);
    await change(-all);
    expect(await trigger(phone)).toMatchObject({ status: 'FAILED', statusCode: '1006', cost: 'KES 0' });
    expect(await keptOf(phone)).toEqual({ runs: [], messages: 0 });
    await change(all);
    expect((await trigger(phone)).status).toBe('SUCCESS');
    expect(await keptOf(phone)).toEqual({ runs: ['open'], messages: 1 });
  });

  test('that is open for a person begins anew with its first question', async () => {
    const phone = freshNumber();
    await trigger(phone);
    const first = await nextText(phone, 0);
    await answer(phone, '1');
    const second = await nextText(phone, 1);
    expect((await trigger(phone)).status).toBe('SUCCESS');
    expect(await nextText(phone, 2)).toBe(first);
    await answer(phone, '1');
    expect(await nextText(phone, 3)).toBe(second);
    expect(await keptOf(phone)).toEqual({ runs: ['restarted', 'open'], messages: 4 });
  });

  test('that is open for a person is refused where it says so, and goes on', async () => {
    const phone = freshNumber();
    await trigger(phone, 'once');
    await nextText(phone, 0);
    expect(await trigger(phone, 'once')).toMatchObject({
      status: 'FAILED',
      statusCode: '1012',
      desc: 'Survey is already active for this recipient.',
    });
    await answer(phone, '1');
    await nextText(phone, 1);
    await settle(world);
    expect(await keptOf(phone)).toEqual({ runs: ['open'], messages: 2 });
    await checkPromises(world.pool);
  });
});
