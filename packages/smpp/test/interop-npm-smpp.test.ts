/// <reference path="./npm-smpp.d.ts" />
import type { AddressInfo } from 'node:net';
import smpp, { type Fields, type PeerPdu, type PeerSession } from 'smpp';
import { afterEach, describe, expect, it } from 'vitest';
import {
  dataCodingFor,
  decodeShortMessage,
  formatReceipt,
  joinParts,
  type MessagePart,
  type PduOf,
  parseReceipt,
  partPosition,
  type RequestPdu,
  type Session,
  segmentMessage,
} from '../src/index.ts';
import { cleanUp, message, onCleanUp, startLink, startSmsc, until } from './kit.ts';

afterEach(cleanUp);

const long = `Habari! ${'Malipo yako ya KES 1,250.00 {ref [Q7]} yamepokelewa €. '.repeat(6)}Asante`;
const emoji = 'Жители Найроби 😀 '.repeat(12);

/** An answer of the peer as a promise. */
const answer = (ask: (done: (pdu: PeerPdu) => void) => void): Promise<PeerPdu> => new Promise(ask);

describe('npm smpp as ESME, our SMSC', () => {
  async function bindPeer(fields: Fields = {}) {
    const submits: PduOf<'submit_sm'>[] = [];
    const { server, port } = await startSmsc(
      {},
      {
        onRequest(pdu, from) {
          if (pdu.command !== 'submit_sm') return;
          // The octets are a view of what the socket read; the test keeps them.
          submits.push({ ...pdu, shortMessage: Buffer.from(pdu.shortMessage) });
          from.respond(pdu, { messageId: `m${submits.length}` });
        },
      },
    );
    const peer = smpp.connect({ host: '127.0.0.1', port });
    peer.on('error', () => undefined);
    onCleanUp(() => peer.destroy());
    const response = await answer((done) =>
      peer.bind_transceiver(
        { system_id: 'npm', password: 'secret', interface_version: 0x34, ...fields },
        done,
      ),
    );
    return { peer, response, submits, server };
  }

  it('binds, is asked after, and unbinds', async () => {
    const { peer, response, server } = await bindPeer();
    expect(response).toMatchObject({ command_status: 0, system_id: 'SMSC', sc_interface_version: 0x34 });
    expect([...server.sessions]).toMatchObject([{ systemId: 'npm', state: 'bound_trx' }]);
    expect((await answer((done) => peer.enquire_link({}, done))).command).toBe('enquire_link_resp');
    expect((await answer((done) => peer.unbind(done))).command).toBe('unbind_resp');
    await until(() => expect(server.sessions.size).toBe(0));
  });

  it('is refused with a wrong password', async () => {
    const { response } = await bindPeer({ password: 'wrong' });
    expect(response.command_status).toBe(0x0e);
  });

  it.each([
    ['GSM', 'Hello [€] @Ñ', 0],
    ['UCS-2', 'Ж€😀', 8],
    ['Latin-1', 'façade', 3],
  ])('submits %s', async (_label, text, dataCoding) => {
    const { peer, submits } = await bindPeer();
    const response = await answer((done) =>
      peer.submit_sm(
        { destination_addr: '254700000001', short_message: text, data_coding: dataCoding },
        done,
      ),
    );
    expect(response).toMatchObject({ command_status: 0, message_id: 'm1' });
    expect(decodeShortMessage(submits[0] as PduOf<'submit_sm'>).text).toBe(text);
  });

  it('submits a long text by message_payload and by parts', async () => {
    const { peer, submits } = await bindPeer();
    await answer((done) =>
      peer.submit_sm({ destination_addr: '1', data_coding: 0, message_payload: long }, done),
    );
    expect(decodeShortMessage(submits[0] as PduOf<'submit_sm'>).text).toBe(long);
    const parts = segmentMessage(long, { encoding: 'gsm7', reference: 7 });
    for (const { shortMessage } of parts) {
      await answer((done) =>
        peer.submit_sm({ destination_addr: '1', esm_class: 0x40, short_message: shortMessage }, done),
      );
    }
    expect(join(submits.slice(1))).toMatchObject({ complete: true, text: long });
  });

  it('gets a receipt and an MO', async () => {
    const { peer, server } = await bindPeer();
    const delivered: PeerPdu[] = [];
    peer.on('deliver_sm', (pdu: PeerPdu) => {
      delivered.push(pdu);
      peer.send(pdu.response());
    });
    const session = [...server.sessions][0] as Session;
    const at = new Date('2026-11-21T19:30:00Z');
    const receipt = formatReceipt({ id: 'm1', state: 'DELIVERED', submitDate: at, doneDate: at, text: 'Hi' });
    const response = await session.request({
      command: 'deliver_sm',
      esmClass: 4,
      shortMessage: Buffer.from(receipt, 'latin1'),
      tlvs: { receiptedMessageId: 'm1', messageState: 2 },
    });
    expect(response).toMatchObject({ command: 'deliver_sm_resp', status: 0 });
    const mo = segmentMessage('Ж 😀', { encoding: 'ucs2', reference: 1 })[0];
    await session.request({ command: 'deliver_sm', dataCoding: 8, shortMessage: mo?.shortMessage as Buffer });
    expect(delivered).toMatchObject([
      { esm_class: 4, receipted_message_id: 'm1', message_state: 2, short_message: { message: receipt } },
      { short_message: { message: 'Ж 😀' } },
    ]);
  });
});

describe('our ESME, npm smpp as SMSC', () => {
  async function bindToPeer(onSubmit: (pdu: PeerPdu) => Fields = () => ({ message_id: '0A1B' })) {
    const peers: PeerSession[] = [];
    const submits: PeerPdu[] = [];
    const requests: RequestPdu[] = [];
    const server = smpp.createServer((peer) => {
      peers.push(peer);
      peer.on('error', () => undefined);
      peer.on('bind_transceiver', (pdu: PeerPdu) => peer.send(pdu.response({ system_id: 'npm' })));
      peer.on('enquire_link', (pdu: PeerPdu) => peer.send(pdu.response()));
      peer.on('unbind', (pdu: PeerPdu) => peer.send(pdu.response()));
      peer.on('submit_sm', (pdu: PeerPdu) => {
        submits.push(pdu);
        peer.send(pdu.response(onSubmit(pdu)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onCleanUp(() => new Promise((resolve) => server.close(resolve)));
    onCleanUp(() => {
      for (const peer of peers) peer.destroy();
    });
    const link = startLink(
      (server.address() as AddressInfo).port,
      {
        onRequest(pdu, from) {
          requests.push(pdu);
          from.respond(pdu);
        },
      },
      { session: { enquireIntervalMs: 40, enquireTimeoutMs: 2000 } },
    );
    await until(() => expect(link.session).not.toBeNull());
    return { link, session: link.session as Session, peer: peers[0] as PeerSession, submits, requests };
  }

  it('binds, keeps the link alive, and unbinds', async () => {
    const { link, peer } = await bindToPeer();
    let asked = 0;
    peer.on('enquire_link', () => asked++);
    await until(() => expect(asked).toBeGreaterThan(1));
    expect(link.state.phase).toBe('bound');
    const unbound = new Promise((resolve) => peer.once('unbind', resolve));
    await link.stop();
    await unbound;
  });

  it.each([
    ['GSM', 'Hello [€] @Ñ', 'gsm7'],
    ['UCS-2', 'Ж€😀', 'ucs2'],
  ] as const)('submits %s', async (_label, text, encoding) => {
    const { session, submits } = await bindToPeer();
    const shortMessage = segmentMessage(text, { encoding, reference: 1 })[0]?.shortMessage as Buffer;
    const response = await session.request({
      ...message(),
      shortMessage,
      dataCoding: dataCodingFor(encoding),
    });
    expect(response).toMatchObject({ command: 'submit_sm_resp', messageId: '0A1B', status: 0 });
    expect(submits).toMatchObject([{ source_addr: 'TIARA', short_message: { message: text } }]);
  });

  it.each([
    ['GSM', long, 'gsm7'],
    ['UCS-2', emoji, 'ucs2'],
  ] as const)(
    'submits a long text in %s as parts the peer reads one by one',
    async (_label, text, encoding) => {
      const { session, submits } = await bindToPeer();
      for (const { shortMessage } of segmentMessage(text, { encoding, reference: 200 })) {
        await session.request({
          ...message(),
          esmClass: 0x40,
          shortMessage,
          dataCoding: dataCodingFor(encoding),
        });
      }
      expect(submits.length).toBeGreaterThan(2);
      expect(submits.map((pdu) => pdu.short_message?.message).join('')).toBe(text);
    },
  );

  it('reads its refusals', async () => {
    const { session } = await bindToPeer(() => ({ command_status: 0x58 }));
    expect(await session.request(message())).toMatchObject({ status: 0x58, messageId: '' });
  });

  it('reads its receipts and MOs', async () => {
    const { peer, requests } = await bindToPeer();
    const text =
      'id:77 sub:001 dlvrd:001 submit date:2611211930 done date:2611211931 stat:DELIVRD err:000 text:Hi';
    const response = await answer((done) =>
      peer.deliver_sm(
        { esm_class: 4, short_message: text, receipted_message_id: '4D', message_state: 2 },
        done,
      ),
    );
    expect(response).toMatchObject({ command: 'deliver_sm_resp', command_status: 0 });
    await answer((done) => peer.deliver_sm({ source_addr: '254700000001', short_message: 'Ж 😀' }, done));
    const [receipt, mo] = requests as PduOf<'deliver_sm'>[];
    expect(parseReceipt(receipt as PduOf<'deliver_sm'>)).toMatchObject({
      ids: ['4D', '77'],
      state: 'DELIVERED',
    });
    expect(decodeShortMessage(mo as PduOf<'deliver_sm'>).text).toBe('Ж 😀');
  });
});

function join(pdus: readonly PduOf<'submit_sm'>[]): { complete: boolean; text: string } {
  let total = 0;
  const parts = pdus.map((pdu): MessagePart => {
    const decoded = decodeShortMessage(pdu);
    const position = partPosition(pdu, decoded.udh);
    total = position?.total ?? 1;
    return { sequence: position?.sequence ?? 1, ...decoded };
  });
  return joinParts(parts, total);
}
