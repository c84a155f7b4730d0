/// <reference path="../packages/smpp/test/npm-smpp.d.ts" />
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import smpp, { type Fields, type PeerPdu, type PeerSession } from 'smpp';

/** An operator made of npm `smpp`, which shares no code with ours. */
export type NpmOperator = {
  readonly port: number;
  /** Requests of all sessions in order, binds included. */
  readonly received: readonly PeerPdu[];
  /** The session that was bound last and is still there. */
  session(): PeerSession | undefined;
  /** What the next submits are answered with; `{ message_id }` of its own when there is nothing here. */
  readonly answers: Fields[];
  deliver(fields: Fields): Promise<PeerPdu>;
  /** Delivers, and in the same breath writes what is no PDU. */
  deliverAndBabble(fields: Fields): void;
  stop(): Promise<void>;
};

export async function startNpmOperator(): Promise<NpmOperator> {
  const received: PeerPdu[] = [];
  const sessions: PeerSession[] = [];
  const answers: Fields[] = [];
  let submits = 0;
  const server = smpp.createServer((session) => {
    const answer = (command: string, respond: () => Fields) =>
      session.on(command, (pdu: PeerPdu) => {
        received.push(pdu);
        session.send(pdu.response(respond()));
      });
    session.on('error', () => undefined);
    session.on('close', () => sessions.splice(sessions.indexOf(session), 1));
    answer('bind_transceiver', () => {
      sessions.push(session);
      return { system_id: 'npm' };
    });
    answer('enquire_link', () => ({}));
    answer('unbind', () => ({}));
    answer('submit_sm', () => {
      submits += 1;
      return answers.shift() ?? { message_id: `npm-${submits}` };
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = () => sessions.at(-1);
  return {
    port: (server.address() as AddressInfo).port,
    received,
    session,
    answers,
    deliver: (fields) =>
      new Promise((resolve, reject) => {
        const bound = session();
        if (bound) bound.deliver_sm(fields, resolve);
        else reject(new Error('nothing is bound'));
      }),
    deliverAndBabble(fields) {
      const pdu = new smpp.PDU('deliver_sm', { ...fields, sequence_number: 4711 });
      const { socket } = session() as PeerSession & { socket: Socket };
      socket.write(Buffer.concat([pdu.toBuffer(), Buffer.from('HTTP/1.1 200 OK\r\n\r\n')]));
    },
    async stop() {
      for (const open of sessions) open.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
