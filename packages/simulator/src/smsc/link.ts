import type { Socket } from 'node:net';
import type { Session } from '@ujumbe/smpp';
import type { Outbox } from './outbox.ts';

export interface BindState {
  systemId: string;
  /** transmitter, receiver or transceiver. */
  mode: string;
  /** Address and port of the ESME. */
  remote: string;
  /** ISO 8601, UTC. */
  since: string;
}

/** A bound connection. */
export interface Link {
  session: Session;
  /** Below the session, to write what no session would. */
  socket: Socket;
  outbox: Outbox;
  bind: BindState;
}
