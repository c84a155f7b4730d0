import type { PeerPdu } from 'smpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPromises } from './check-promises.ts';
import { freshNumber } from './load.ts';
import { type NpmOperator, startNpmOperator } from './npm-smpp-operator.ts';
import { settle } from './settle.ts';
import { waitUntil } from './wait-until.ts';
import { startWorld, type World, waitForConnector } from './world.ts';

const THROTTLED = 0x58;
const RECEIPT = 0x04;
const MULTIPART = 0x40;

describe('an operator that speaks SMPP with the code of others (npm smpp)', () => {
  let operator: NpmOperator;
  let world: World;
  beforeAll(async () => {
    operator = await startNpmOperator();
    world = await startWorld({
      operator: {
        systemId: 'tiara',
        settings: { port: operator.port, password: 'geheim', systemType: 'GW', enquireInterval: 0.2 },
      },
    });
    await waitForConnector(world, world.customer.connectorId);
  });
  afterAll(async () => {
    await world.close();
    await operator.stop();
  });

  const requests = (command: string) => operator.received.filter((pdu) => pdu.command === command);
  const submitsTo = (msisdn: string) =>
    requests('submit_sm').filter((pdu) => pdu.destination_addr === msisdn);

  async function send(
    message: Record<string, unknown>,
    parts = 1,
  ): Promise<{ msgId: string; pdus: PeerPdu[] }> {
    const to = freshNumber();
    const answer = await world.client.send({ from: 'TIARA', to, message: 'Test SMS', ...message });
    expect(answer).toMatchObject({ status: 'SUCCESS' });
    await waitUntil(
      () => submitsTo(to).length >= parts,
      () => `not submitted\n${world.gateway.log}`,
    );
    await settle(world);
    return { msgId: answer?.msgId ?? '', pdus: submitsTo(to) };
  }

  test('is bound with what it gave us', () => {
    expect(requests('bind_transceiver')).toMatchObject([
      { system_id: 'tiara', password: 'geheim', system_type: 'GW', interface_version: 0x34 },
    ]);
  });

  test.each([
    ['GSM', 'Hello [€] @Ñ', 0x00],
    ['UCS-2', 'Жители Найроби 😀', 0x08],
  ])('reads our submit in %s', async (_label, text, dataCoding) => {
    const { pdus } = await send({ message: text });
    expect(pdus).toMatchObject([
      {
        source_addr: 'TIARA',
        source_addr_ton: 5,
        source_addr_npi: 0,
        dest_addr_ton: 1,
        dest_addr_npi: 1,
        registered_delivery: 1,
        esm_class: 0,
        data_coding: dataCoding,
        short_message: { message: text },
      },
    ]);
  });

  test('joins our long message', async () => {
    const text = 'Malipo yako {ref} yamepokelewa. '.repeat(12);
    const { pdus } = await send({ message: text }, 3);
    expect(pdus.map((pdu) => pdu.short_message?.message).join('')).toBe(text);
    const headers = pdus.map((pdu) => [...(pdu.short_message?.udh?.[0] ?? [])]);
    const reference = headers[0]?.[2];
    expect(headers).toEqual([1, 2, 3].map((sequence) => [0x00, 0x03, reference, 3, sequence]));
    expect(pdus.map((pdu) => pdu.esm_class)).toEqual([MULTIPART, MULTIPART, MULTIPART]);
  });

  test('throttles us, and gets the same message again', async () => {
    operator.answers.push({ command_status: THROTTLED });
    const { pdus } = await send({}, 2);
    expect(pdus.map((pdu) => pdu.short_message?.message)).toEqual(['Test SMS', 'Test SMS']);
  });

  test('reports delivery, and we take and forward the receipt', async () => {
    operator.answers.push({ message_id: '0A1B2C3D' });
    const { msgId, pdus } = await send({ refId: 'r1' });
    const response = await operator.deliver({
      source_addr: pdus[0]?.destination_addr,
      source_addr_ton: 1,
      destination_addr: 'TIARA',
      esm_class: RECEIPT,
      short_message:
        'id:0169552957 sub:001 dlvrd:001 submit date:2611211930 done date:2611211931 stat:DELIVRD err:000 text:Test SMS',
    });
    expect(response).toMatchObject({ command: 'deliver_sm_resp', command_status: 0 });
    await settle(world);
    const [callback, ...others] = world.simulator.callbacks({ contains: msgId });
    expect(others).toEqual([]);
    expect(JSON.parse(callback?.body ?? '{}')).toMatchObject({ refId: 'r1', status: 'DELIVRD' });
  });

  test('delivers what a subscriber sent, and we take and forward it', async () => {
    const from = freshNumber();
    const response = await operator.deliver({
      source_addr: from,
      source_addr_ton: 1,
      source_addr_npi: 1,
      destination_addr: '22141',
      data_coding: 8,
      short_message: 'Ж 😀',
    });
    expect(response).toMatchObject({ command: 'deliver_sm_resp', command_status: 0 });
    await settle(world);
    const [callback] = world.simulator.callbacks({ path: '/mo', contains: from });
    expect(JSON.parse(callback?.body ?? '{}')).toMatchObject({
      from,
      to: '22141',
      message: 'Ж 😀',
      linkId: 'smpp',
    });
  });

  test('is asked after, and asks after us', async () => {
    const before = requests('enquire_link').length;
    await waitUntil(
      () => requests('enquire_link').length > before + 1,
      () => `never asked\n${world.gateway.log}`,
    );
    const response = await new Promise<PeerPdu>((resolve) => operator.session()?.enquire_link({}, resolve));
    expect(response).toMatchObject({ command: 'enquire_link_resp', command_status: 0 });
  });

  test('unbinds us, and is bound again', async () => {
    const former = operator.session();
    const response = await new Promise<PeerPdu>((resolve) => former?.unbind(resolve));
    expect(response).toMatchObject({ command: 'unbind_resp', command_status: 0 });
    former?.close();
    await waitUntil(
      () => operator.session() !== undefined && operator.session() !== former,
      () => `not bound again\n${world.gateway.log}`,
    );
    expect((await send({ message: 'After' })).pdus).toHaveLength(1);
  });

  test('talks nonsense after a delivery: we keep the delivery, bind again, and log neither', async () => {
    const from = freshNumber();
    const former = operator.session();
    operator.deliverAndBabble({
      source_addr: from,
      destination_addr: '22141',
      short_message: 'Tafadhali siri',
    });
    await waitUntil(
      () => operator.session() !== undefined && operator.session() !== former,
      () => `not bound again\n${world.gateway.log}`,
    );
    await settle(world);
    expect(world.simulator.callbacks({ path: '/mo', contains: from })).toHaveLength(1);
    const log = world.gateway.wholeLog.join('\n');
    expect(log).toContain('cannot be read');
    for (const text of [from, 'Tafadhali siri']) {
      expect(log).not.toContain(text);
      expect(log).not.toContain([...Buffer.from(text)].join());
    }
  });

  test('is told when we go', async () => {
    await checkPromises(world.pool);
    expect(requests('unbind')).toEqual([]);
    expect(await world.gateway.signal('SIGTERM')).toBe(0);
    expect(requests('unbind')).toHaveLength(1);
  });
});
