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
  let surveyId: number;

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
    surveyId = await addSurvey(pool, {
      accountId: customer.accountId,
      flowId,
      sender: customer.shortCode,
      name: 'visits',
      emails: ['officer@ngo.example'],
    });
    await waitForConnector(world, customer.connectorId);
    await waitUntil(
      async () => (await trigger(freshNumber())).status === 'SUCCESS',
      () => `the survey is not known\n${world.gateway.log}`,
    );
  });
  afterAll(async () => {
    await world.close();
    await mails.stop();
  });

  async function trigger(msisdn: string): Promise<TriggerAnswer> {
    const { body } = await world.client.post('/engagements/trigger', {
      msisd: msisdn,
      srcSystem: 'REGONLINE',
      dataFeed: 'visits',
      fileName: String(surveyId),
    });
    return body as TriggerAnswer;
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
    console.log(await nextText(phone, 0));
    await answer(phone, '1');
    console.log(await nextText(phone, 1));
    await answer(phone, '9');
    console.log(await nextText(phone, 2));
    await answer(phone, 'The nurse was kind');
    console.log(await nextText(phone, 3));
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
});
