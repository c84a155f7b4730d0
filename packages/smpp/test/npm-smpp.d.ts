/** The little of npm `smpp` 0.5.1 (untyped) that the interoperability tests and the benchmark use. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';

  export type Fields = Record<string, unknown>;

  export interface PeerPdu extends Fields {
    command: string;
    command_status: number;
    sequence_number: number;
    message_id?: string;
    short_message?: { message: string | Buffer; udh?: Buffer[] };
    message_payload?: { message: string | Buffer };
    response(fields?: Fields): PeerPdu;
    toBuffer(): Buffer;
  }

  export interface PeerSession extends EventEmitter {
    send(pdu: PeerPdu, onResponse?: (response: PeerPdu) => void): boolean;
    close(callback?: () => void): void;
    destroy(): void;
    bind_transceiver(fields: Fields, onResponse: (response: PeerPdu) => void): void;
    submit_sm(fields: Fields, onResponse: (response: PeerPdu) => void): void;
    deliver_sm(fields: Fields, onResponse: (response: PeerPdu) => void): void;
    query_sm(fields: Fields, onResponse: (response: PeerPdu) => void): void;
    enquire_link(fields: Fields, onResponse: (response: PeerPdu) => void): void;
    unbind(onResponse: (response: PeerPdu) => void): void;
  }

  const smpp: {
    connect(options: { host: string; port: number }): PeerSession;
    createServer(onSession: (session: PeerSession) => void): Server;
    PDU: {
      new (command: string, fields?: Fields): PeerPdu;
      new (frame: Buffer): PeerPdu;
    };
  };
  export default smpp;
}
