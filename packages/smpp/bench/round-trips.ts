/// <reference path="../test/npm-smpp.d.ts" />
import type { AddressInfo } from 'node:net';
import smpp, { type PeerPdu } from 'smpp';
import { decodeShortMessage, EsmeLink, encodeGsm7, type Session, SmscServer } from '../src/index.ts';

export interface Load {
  count: number;
  window: number;
  text: string;
}

export interface Result {
  perSecond: number;
  /** User and system time of both sides together. */
  cpuMicroseconds: number;
}

/** Runs `work`, which ends after `count` round trips, between two looks at the clocks. */
async function measure(count: number, work: () => Promise<void>): Promise<Result> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: count / seconds, cpuMicroseconds: (user + system) / count };
}

export async function roundTripsOfOurs({ count, window, text }: Load): Promise<Result> {
  let characters = 0;
  const server = new SmscServer(
    { port: 0, authenticate: () => ({ ok: true }) },
    {
      onRequest(pdu, session) {
        if (pdu.command !== 'submit_sm') return;
        characters += decodeShortMessage(pdu).text.length;
        session.respond(pdu, { messageId: '0A1B2C3D' });
      },
    },
  );
  const { port } = await server.listen();
  const bind = { mode: 'transceiver', systemId: 'bench', password: 'bench' } as const;
  let onDrain: (session: Session) => void = () => undefined;
  const link = new EsmeLink(
    { host: '127.0.0.1', port, bind, session: { window } },
    { onBound: (session) => onDrain(session), onDrain: (session) => onDrain(session) },
  );
  const result = await measure(
    count,
    () =>
      new Promise((resolve) => {
        let sent = 0;
        let done = 0;
        onDrain = (session) => {
          while (sent < count && session.free > 0) {
            sent++;
            const shortMessage = encodeGsm7(text);
            session.send({ ...submit, shortMessage }, () => {
              if (++done === count) resolve();
            });
          }
        };
        link.start();
      }),
  );
  if (characters !== count * text.length) throw new Error('the SMSC did not read every text');
  await link.stop();
  await server.close();
  return result;
}

const submit = {
  command: 'submit_sm',
  sourceAddrTon: 5,
  sourceAddr: 'TIARA',
  destAddrTon: 1,
  destAddrNpi: 1,
  destinationAddr: '254700000001',
  registeredDelivery: 1,
} as const;

export async function roundTripsOfNpm({ count, window, text }: Load): Promise<Result> {
  let characters = 0;
  const server = smpp.createServer((peer) => {
    peer.on('error', () => undefined);
    peer.on('bind_transceiver', (pdu: PeerPdu) => peer.send(pdu.response()));
    peer.on('submit_sm', (pdu: PeerPdu) => {
      characters += pdu.short_message?.message.length ?? 0;
      peer.send(pdu.response({ message_id: '0A1B2C3D' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peer = smpp.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  await new Promise((resolve) => peer.bind_transceiver({ system_id: 'bench', password: 'bench' }, resolve));
  const result = await measure(
    count,
    () =>
      new Promise((resolve) => {
        let sent = 0;
        let done = 0;
        const send = (): void => {
          if (sent === count) return;
          sent++;
          peer.submit_sm({ ...npmSubmit, short_message: text }, () => {
            if (++done === count) resolve();
            else send();
          });
        };
        for (let slot = 0; slot < window; slot++) send();
      }),
  );
  if (characters !== count * text.length) throw new Error('the SMSC did not read every text');
  peer.destroy();
  await new Promise((resolve) => server.close(resolve));
  return result;
}

const npmSubmit = {
  source_addr_ton: 5,
  source_addr: 'TIARA',
  dest_addr_ton: 1,
  dest_addr_npi: 1,
  destination_addr: '254700000001',
  registered_delivery: 1,
  data_coding: 0,
};
